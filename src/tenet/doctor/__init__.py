"""Reads a repository's workflows and says what keeps Tenet's review from being posted, or makes it worse."""
