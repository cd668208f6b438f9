"""Text to facts: what a change means, read from the text at base and at head alone. Nothing is imported or run."""
