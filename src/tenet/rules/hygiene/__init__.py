"""What is never committed."""
