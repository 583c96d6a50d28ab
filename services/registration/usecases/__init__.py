"""What can be asked of registration: load, decide, save, tell. The doors open the transaction."""
