"""Exceptions of the repository, and what becomes of them over HTTP."""
