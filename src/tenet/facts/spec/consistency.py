"""Whether a spec states a consistency model, and what it gives up for it (Brewer's CAP theorem, Abadi's PACELC)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tenet.facts.spec.document import Document, Kind
from tenet.facts.spec.roles import Role
from tenet.facts.spec.stated import stated

MENTIONS = re.compile(r"(?i:\bconsisten|\bstale\b|\bstaleness\b)|\bCAP\b|\bPACELC\b")


@dataclass(frozen=True, slots=True)
class StatedConsistency:
    model: bool
    trade_off: bool


def stated_consistency(documents: Iterable[Document], models: Sequence[str], trade_offs: Sequence[str]) -> StatedConsistency:
    """What the documents say: under a heading on consistency, or in a line elsewhere that speaks of it."""
    said = [text for document in documents for text in (stated(document, Role.CONSISTENCY), *_elsewhere(document))]
    model = any(words_of(tuple(models)).search(text) for text in said) if models else True
    trade_off = any(words_of(tuple(trade_offs)).search(text) for text in said) if trade_offs else True
    return StatedConsistency(model, trade_off)


def _elsewhere(document: Document) -> Iterable[str]:
    return (line.text for line in document.lines if line.kind is not Kind.CODE and MENTIONS.search(line.text))


@lru_cache(maxsize=32)
def words_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these, at the start of a word. One in capitals is an abbreviation and stands for itself; case does not count else."""
    parts = (rf"\b{re.escape(word)}\b" if word.isupper() else rf"(?i:\b{re.escape(word)})" for word in words)
    return re.compile("|".join(parts))
