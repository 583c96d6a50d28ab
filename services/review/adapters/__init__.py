"""What review talks to outside: nobody beside its database and the bus."""
