"""Spec documents: which component each covers, what the change does to them, and what they mention."""
