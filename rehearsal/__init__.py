"""The driver of demo, run, stack and compose: simulated people who use Longmen through its public doors alone."""
