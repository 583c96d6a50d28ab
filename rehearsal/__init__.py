"""The driver of demo, stack and compose: simulated people who use Longmen through its public doors alone."""
