"""A name for the exception that belongs in a place, by its message or the function around it."""

import ast
import re
from collections import Counter
from collections.abc import Iterable

from tenet.facts.exceptions.builtin_exceptions import builtin_exceptions
from tenet.facts.exceptions.generic_raises import GenericRaise
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules

SUBJECT = r"(?P<subject>[a-z_]+(?: [a-z_]+)?)"
ABSENT = re.compile(rf"^(?:the |no such |no )?{SUBJECT}[^a-z]* (?:was |is |are |were )?(?:not found|does not exist|doesn't exist)")
TWICE = re.compile(rf"^(?:the |an? )?{SUBJECT}[^a-z]* already exists")
WRONG = re.compile(rf"^(?P<fault>invalid|unknown|unsupported|missing|expired|duplicate) {SUBJECT}")
FAULTS = ((ABSENT, "{subject}NotFound"), (TWICE, "{subject}AlreadyExists"), (WRONG, "{fault}{subject}"))
FILLERS = frozenset(
    {"a", "an", "the", "with", "for", "in", "of", "to", "is", "at", "by", "from", "on", "has", "was", "id", "given", "specified"}
)
MAX_TEXT = 200
"""As much of a message is read for a name."""
HOMES = ("exceptions.py", "errors.py", "exception.py", "error.py")
"""The modules that a base class of errors is looked for in, beside and above the file."""
BASE_NAME = re.compile(r"(?:Base|App|Application|Domain|Service)\w*(?:Error|Exception)")
"""What a base class is called before anything derives from it."""
MAX_NAME = 40


def custom_name(found: GenericRaise) -> str:
    """`OrderNotFound` for "Order not found", else `ChargeCardError` for a function `charge_card`."""
    text = found.text[:MAX_TEXT].strip().lower()
    for pattern, form in FAULTS:
        match = pattern.match(text)
        name = form.format(**{part: _pascal(words) for part, words in match.groupdict().items()}) if match else ""
        if match and _pascal(match["subject"]) and len(name) <= MAX_NAME:
            return name
    *owners, function = found.symbol.split(".")
    named = owners[-1] if function.startswith("__") and owners else function
    return f"{_pascal(named.replace('_', ' ')) or 'Domain'}Error"[-MAX_NAME:]


def _pascal(words: str) -> str:
    kept = [word for word in re.split(r"[ _]+", words) if word and word not in FILLERS]
    return "".join(word[:1].upper() + word[1:] for word in kept)


def base_class_of(modules: Modules, module: Module) -> tuple[str, str] | None:
    """The base class of the errors around a module, and the file it stands in: in the module itself, or in one for errors."""
    for path in (module.path, *_homes(module.path)):
        home = modules.parsed_at(path) if path in modules.python_files else None
        name = None if home is None else _base_class(home)
        if name is not None:
            return name, path
    return None


def _homes(path: str) -> Iterable[str]:
    folders = path.split("/")[:-1]
    for depth in range(len(folders), 0, -1):
        yield from ("/".join([*folders[:depth], name]) for name in HOMES)


def _base_class(module: Module) -> str | None:
    """The class below `Exception` that most others of the module derive from; one that none does only by its name."""
    classes = [node for node in module.tree.body if isinstance(node, ast.ClassDef)]
    bases = Counter(base.id for node in classes for base in node.bases if isinstance(base, ast.Name))
    roots = [node.name for node in classes if any(builtin_exceptions(base, module) == ("Exception",) for base in node.bases)]
    meant = [name for name in roots if bases[name] or BASE_NAME.fullmatch(name)]
    return max(meant, key=lambda name: bases[name], default=None)
