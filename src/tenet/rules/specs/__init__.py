"""Specs guide the code, and the code is checked against them."""
