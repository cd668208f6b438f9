"""The id of a commit."""

import re

COMMIT_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)
"""In full, by SHA-1 or by SHA-256."""
