"""Types of signatures and of data."""
