"""What can be asked of choices: load, decide, save, tell."""
