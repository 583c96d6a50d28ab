"""What the migrations of all services have in common: frozen steps, called by each in a migration of its own."""
