"""Domain logic is tested at 80 percent, the whole at 60."""
