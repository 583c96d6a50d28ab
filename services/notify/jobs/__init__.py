"""Work of the worker: spreading a reminder over its audience, and bringing notices out of the house."""
