"""Who a person is, what they may do, and how their data is kept from everybody else."""
