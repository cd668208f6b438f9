"""Words that every problem of a policy is told with."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from tenet.core.errors import PolicyProblem
from tenet.policy.nodes import Place

SHOWN = 60
SECRET = re.compile(r"gh[a-z]_\w{8,}|github_pat_\w{8,}|://[^/\s]*@|\b(?:token|password|secret)=", re.IGNORECASE)
MAX_COMPARED = 80


def one_line(text: str) -> str:
    """The text without what a terminal or a log would act on."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def problem(place: Place, message: str, hint: str = "") -> PolicyProblem:
    """A problem at its place. Whatever the file holds, it is one printable line."""
    return PolicyProblem(place.file, place.line, place.column, one_line(message), one_line(hint))


def shown(text: str) -> str:
    """A value from the file as a message quotes it: one line, short, and nothing that looks like a secret."""
    if SECRET.search(text):
        return "this value"
    line = one_line(text[: SHOWN + 1]).replace("`", "?")
    return f"`{line[:SHOWN]}…`" if len(line) > SHOWN else f"`{line}`"


def closest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed name that is spelt most like the word, if one is near."""
    spelt = {name.replace("_", "-"): name for name in allowed}
    found = get_close_matches(word[:MAX_COMPARED].lower().replace("_", "-"), spelt, n=1, cutoff=0.6)
    return spelt[found[0]] if found else None


def nearest(word: str, allowed: Iterable[str]) -> str:
    """A question with the nearest name, or nothing."""
    found = closest(word, allowed)
    return f"did you mean `{found}`?" if found else ""


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """The nearest name and the allowed ones."""
    names = tuple(allowed)
    listed = f"allowed: {', '.join(names)}" if names else "none is allowed here"
    question = nearest(word, names)
    return f"{question} {listed}" if question else listed
