"""What the types of a repository's signatures and data say, and how strictly they are checked."""
