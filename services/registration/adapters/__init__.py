"""What registration reads from outside: the files that colleges hand in."""
