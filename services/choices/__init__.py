"""Choices: what the candidate wants, and that nobody else changed it."""
