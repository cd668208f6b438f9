"""Where data flows and what is exposed: calls out of the repository, and what each of them means for a design."""
