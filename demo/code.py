"""Code in colour, line by line."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_for_filename, get_lexer_by_name
from pygments.util import ClassNotFound

LIGHT, DARK = "default", "github-dark"


def style_sheet() -> str:
    """The colours of both schemes."""
    return f"{_rules(LIGHT)}\n@media (prefers-color-scheme: dark) {{\n{_rules(DARK)}\n}}"


def _rules(style: str) -> str:
    """The style's rules for tokens; the page has its own background."""
    lines = HtmlFormatter(style=style).get_style_defs(["pre", ".line"]).splitlines()
    return "\n".join(line.partition("/*")[0].strip() for line in lines if line.startswith("pre .") and ".hll" not in line)


@lru_cache
def _lexer(name: str) -> Lexer | None:
    """A lexer for a file's name or a language's."""
    options = {"stripnl": False, "ensurenl": False}
    found = find_lexer_class_for_filename(name)
    if found is not None:
        return found(**options)
    try:
        return get_lexer_by_name(name, **options)
    except ClassNotFound:
        return None


def highlighted(lines: Sequence[str], name: str) -> list[str]:
    """Each line as HTML, escaped. `name` is a file's name or a language's; an unknown one gives plain lines."""
    plain = [escape(line, quote=False) for line in lines]
    lexer = _lexer(name) if name else None
    if lexer is None:
        return plain
    html = highlight("\n".join(line.replace("\r", "␍") for line in lines), lexer, HtmlFormatter(nowrap=True))
    coloured = html.removesuffix("\n").split("\n")
    coloured += [""] * (len(lines) - len(coloured))
    return coloured if len(coloured) == len(lines) else plain
