"""How errors are raised, mapped and told."""
