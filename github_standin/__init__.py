"""A GitHub for tests: stateful, in memory, served on a loopback port, strict about what it is sent."""
