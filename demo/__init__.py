"""The main job for real: a pull request in a git repository, its tests, the action, and what the action posted."""
