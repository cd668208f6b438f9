"""`star-import`, beside the examples of its manual page."""

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Unknown, Violation
from tenet.rules.hygiene.star_import import RULE, Options


def outcomes(source: str | bytes) -> list[Unknown | Violation]:
    text = source if isinstance(source, str) else source.decode("latin-1")
    return list(RULE.run(facts_of({}, {"app.py": text}), Options()))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "source",
    [
        "from a import *\n",
        "from a import*\n",
        "from a import \\\n  *\n",
        "from a import\t\x0c *  # all\n",
        "if x:\n    from .a import *\n",
        "try:\n    pass\nexcept E:\n    from .. import *\n",
        "match x:\n    case 1:\n        from a import *\n",
        "# -*- coding: utf-7 -*-\nfrom a import +ACo-\n",
    ],
)
def test_a_star_import_is_found_however_it_is_written(source: str) -> None:
    (found,) = outcomes(source)
    assert isinstance(found, Violation)


@pytest.mark.parametrize("source", ["x = 'from a import *'\n", "from a import (b)\nc = d * e\n", "# import *\n", "important = 2 * 3\n", ""])
def test_text_that_reads_like_one_is_none(source: str) -> None:
    assert outcomes(source) == []


def test_a_file_that_may_hold_one_and_cannot_be_parsed_is_unknown() -> None:
    (found,) = outcomes("from a import *\ndef (:\n")
    assert isinstance(found, Unknown)
    assert outcomes("def (:\n") == []
