"""Types that options of rules share."""

import re
from typing import Annotated

from pydantic import AfterValidator


def _compiled(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"it is no regular expression: {error}") from error
    return text


Expression = Annotated[str, AfterValidator(_compiled)]
"""A regular expression of Python's `re`."""
