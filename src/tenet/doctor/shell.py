"""The commands of a `run:` step, as far as they can be told without a shell."""

import re
import shlex

CONTINUED = re.compile(r"\\\n[ \t]*")
SEPARATOR = re.compile(r"&&|\|\||[;|\n]")
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
WRAPPERS = ("sudo", "time", "env", "exec", "command", "then", "do", "else", "if", "!", "xvfb-run", "-a")
RUNNERS = (
    ("uv", "run"),
    ("poetry", "run"),
    ("pdm", "run"),
    ("pipenv", "run"),
    ("hatch", "run"),
    ("rye", "run"),
    ("python", "-m"),
    ("python3", "-m"),
)

Words = tuple[str, ...]


def commands(script: str) -> tuple[Words, ...]:
    """Each command as words, wrappers and variables before it left out: `A=1 uv run pytest -q` is `pytest -q`."""
    text = CONTINUED.sub(" ", script)
    lines = (line for line in text.split("\n") if not line.lstrip().startswith("#"))
    pieces = (piece for line in lines for piece in SEPARATOR.split(line))
    return tuple(found for piece in pieces if (found := unwrapped(_words(piece))))


def _words(piece: str) -> Words:
    try:
        return tuple(shlex.split(piece, comments=True))
    except ValueError:  # a quotation that spans several pieces
        return tuple(piece.split())


def unwrapped(words: Words) -> Words:
    """The command itself. Options of a runner (`uv run --with x pytest`) are left out with their values, where they have one."""
    while words:
        if words[0] in WRAPPERS or ASSIGNMENT.fullmatch(words[0]):
            words = words[1:]
        elif words[:2] in RUNNERS:
            words = _after_options(words[2:])
        else:
            break
    return words


def _after_options(words: Words) -> Words:
    while words and words[0].startswith("-"):
        takes_value = words[0] in {"--with", "--group", "--extra", "--python", "-p", "--package", "--env-file", "--directory", "-m"}
        words = words[2:] if takes_value and words[0] != "-m" else words[1:]
    return words
