"""What the repository depends on, by its manifests at both sides, and what kind of thing that is."""
