"""A schema change travels with its migration."""
