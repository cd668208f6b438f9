"""Patterns of syntax that a policy names, found by ast-grep."""
