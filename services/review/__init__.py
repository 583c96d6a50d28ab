"""Review: whether each claim holds, and so which category is in force."""
