"""How fast it is, against the plainest way of doing the same work."""
