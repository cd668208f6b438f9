"""What the linter says of the Python files of the head."""
