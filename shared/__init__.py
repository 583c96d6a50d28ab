"""The chassis: what all five services stand on. Knows no service."""
