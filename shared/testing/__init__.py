"""What tests, the rehearsal and the benchmarks may reach for: nothing else reaches inside a service."""
