"""What can be asked of admission: load, decide, save, tell."""
