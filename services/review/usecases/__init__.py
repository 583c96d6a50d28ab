"""What can be asked of review: load, decide, save, tell."""
