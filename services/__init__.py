"""The five services of the house: the same rooms in each, nothing of one known to another."""
