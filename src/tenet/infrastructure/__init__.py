"""Adapters: git, files, GitHub, the runner. They know no rules."""
