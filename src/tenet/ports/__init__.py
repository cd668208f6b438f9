"""What the thinking rooms ask of the world, as small protocols. Reading is apart from posting."""
