"""How OpenAPI documents and versions in paths are named, where the policy does not say otherwise."""

PATTERNS = tuple(f"**/{name}.{ending}" for name in ("openapi", "swagger") for ending in ("json", "yaml", "yml"))
"""Path patterns of the OpenAPI documents of a repository."""
VERSION_SEGMENT = r"v\d+(?:[._]\d+)*(?:alpha\d*)?(?:beta\d*)?(?:rc\d*)?"
"""A part of a path that names a version: `v1`, `v2.1`, `v1beta2`."""
