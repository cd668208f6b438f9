"""The boundaries: what comes in from outside and what is stored for others, as pydantic models."""
