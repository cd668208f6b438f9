"""Which lines may hold a literal that is configuration: told by their text, so that most files need not be parsed."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

HINTS = (
    *(
        "AKIA",
        "ASIA",
        "_live_",
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "xox",
        "AIza",
        "SG.",
        "sk-",
        "eyJ",
        "PRIVATE KEY-",
    ),
    *("assw", "ASSW", "_pass", "_PASS", "assphrase", "ASSPHRASE", "pwd", "PWD", "oken", "OKEN", "ecret", "ECRET", "key", "Key", "KEY"),
    *("redential", "REDENTIAL", "://", ".internal", ".amazonaws", ".local", "port=", "ucket", "BUCKET", "connect", "bind", ":\\", "login("),
    *("Bearer ", "bearer ", "Basic ", "Token ", "auth=", "host", "HOST", "_SERVER", "Server(", "stag", "stg", "prod", "uat.", "qa."),
    *(f"{quote}{sign}" for quote in "\"'" for sign in "/0123456789"),
)
"""What such a line has in it, one or the other: found far faster than by a pattern."""
MAY_HOLD = re.compile(
    r"AKIA|ASIA|_live_|gh[pousr]_|github_pat_|glpat-|xox[a-z]-|AIza|SG\.|\bsk-|eyJ|PRIVATE KEY-|"
    r"(?:[pP]ass|PASS|pwd|PWD|oken|OKEN|ecret|ECRET|[kK]ey|KEY|redential|REDENTIAL)\w{0,60}[\"']?\]?\s*(?::[^=\n]{1,60})?[=:,]=?[\s(]*[rRbB]?[\"']|"
    r"\w://|\d\.\d{1,3}\.\d|\.internal|\.amazonaws|\.local\b|port=|[bB]ucket|BUCKET|connect|bind|"
    r"[Bb]earer |Basic |Token |auth=|login\(|host=\w|password=\w|(?:HOST|HOSTNAME|SERVER)\b|host(?:name)?=[\"']|Server\(|"
    r"[\"'](?:/(?:var|etc|opt|usr|home|srv|mnt|data|root|Users)/|[A-Za-z]:[\\/])|"
    r"(?:staging|stage|stg|prod|production|preprod|uat|qa)[.-]"
)


def candidate_lines(lines: Sequence[tuple[int, str]]) -> tuple[int, ...]:
    """The numbers of those lines in which something of a literal may begin. What follows one another is read as one text."""
    text = "\n".join(line for _, line in lines)
    starts = list(accumulate((len(line) + 1 for _, line in lines), initial=0))
    hinted = sorted({bisect_right(starts, place) - 1 for hint in HINTS for place in _places(text, hint)})
    return tuple(lines[index][0] for index in hinted if MAY_HOLD.search(text, starts[index], starts[min(index + 3, len(lines))]))


def _places(text: str, hint: str) -> Iterator[int]:
    place = text.find(hint)
    while place >= 0:
        yield place
        place = text.find(hint, place + len(hint))
