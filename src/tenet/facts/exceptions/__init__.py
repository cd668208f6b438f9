"""What is raised and caught: which exceptions, and what becomes of them."""
