"""The plain way of doing each measured piece of work, as short as it can be written without cheating."""
