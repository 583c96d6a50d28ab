"""Notify: how each person is told, once, and proof of it."""
