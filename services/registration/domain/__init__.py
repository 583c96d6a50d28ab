"""The rules of registration: plain Python, no clock, no input or output."""
