"""Admission: the season, the plan, who is dispatched where, who gets in."""
