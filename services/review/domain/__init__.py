"""The rules of review: whether a claim holds, stage by stage. Standard library and shared.kernel only."""
