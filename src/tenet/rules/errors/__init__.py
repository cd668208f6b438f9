"""Errors have names, are seen by those who run the service, and show nothing of it to those who call it."""
