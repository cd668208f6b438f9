"""Python types as JSON Schema: what pydantic would say of an annotation, read without importing it."""
