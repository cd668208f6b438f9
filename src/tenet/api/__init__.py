"""The entries: the command line and the action. They parse, call the pipeline and return a status."""
