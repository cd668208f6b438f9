"""Least privilege and defence in depth, for the policy itself too."""
