"""Registration: who the person is, and what they claim."""
