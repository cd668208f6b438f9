"""The functions that serve a route: where they are, and what they were before the change."""
