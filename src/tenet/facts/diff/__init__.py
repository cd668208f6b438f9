"""The diff: git's own output, read into a change."""
