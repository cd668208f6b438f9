"""Takes orders from customers."""
