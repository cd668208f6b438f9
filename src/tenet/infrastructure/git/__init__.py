"""Git, read through its own commands: nothing is written, no hook, filter or driver of the repository runs."""
