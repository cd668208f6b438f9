"""Whether the text of a comment is code: statements that do something, and no prose that happens to parse."""

import ast
import re
import sys
import textwrap
import warnings
from collections.abc import Iterator, Sequence

from tenet.facts.python.module import BLOCKS, COMPOUND, ScopeNode

STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
WORDS = re.compile(r"[A-Za-z][\w'-]*[.;:!?]?\s+[A-Za-z][\w'-]*[.;:!?]?\s+[A-Za-z]")
COMMENT = re.compile(r"\s#")
KEYWORD = re.compile(
    r"\b(import|from|as|for|in|if|is|not|and|or|def|class|return|raise|async|await|with|while|lambda|yield|else|elif|except|assert)\b"
)
TOOLS = "pylint|pyright|mypy|ruff|type|fmt|isort|nosec|nosemgrep|pragma|tenet|flake8|yapf|coding|vim?|region|endregion|cspell|codespell"
NEVER_CODE = re.compile(rf"(>>>|\.\.\. |\$ |\w+\(s\)|[ei]\.[eg]\.|(?-i:TODO|FIXME|XXX|HACK)\b\s*[:(]|({TOOLS})\b\s*[:=-])", re.IGNORECASE)
PLAIN_WORD = re.compile(r"[a-z]+")
SPACED_CALL = re.compile(r"\w \(")
MAX_LOOK = 300
"""How many characters of a line tell whether it is prose."""
MAX_CODE = 50_000
"""How many characters of code are parsed."""
BUILT_IN_TYPES = frozenset({"str", "int", "float", "bool", "bytes", "dict", "list", "set", "tuple", "type", "object", "frozenset"})
BRANCH, HANDLER, DECORATOR = re.compile(r"(elif|else)\b"), re.compile(r"(except|finally)\b"), re.compile(r"@\w")
DECORATED = "decorated"


def is_prose(text: str) -> bool:
    """Whether a line of a comment can be no line of code: three words in a row that are no keywords, or the prompt of a session."""
    words = WORDS.search(KEYWORD.sub("=", COMMENT.split(STRING.sub("''", text[:MAX_LOOK]))[0]))
    return words is not None or NEVER_CODE.match(text.strip()) is not None


def is_code(lines: Sequence[str]) -> bool:
    """Whether lines of comments (without their signs) are statements of Python, one of which does something."""
    loose = textwrap.dedent("\n".join(lines)).strip("\n")
    tight = "\n".join(line.removeprefix(" ") for line in lines).strip("\n")
    if not loose or len(loose) > MAX_CODE or NEVER_CODE.match(loose):
        return False
    texts = dict.fromkeys((loose, tight))
    return any(_does_something(text, _framed(text)) for text in texts) or _has_entries(loose)


def _framed(text: str) -> str:
    """A part of a statement put into what it needs to be parsed: a branch, a handler, the header of a block, a decorator."""
    if BRANCH.match(text):
        text = f"if 1:\n    pass\n{text}"
    elif HANDLER.match(text):
        text = f"try:\n    pass\n{text}"
    last = text.rpartition("\n")[2]
    if text.endswith(":"):
        return f"{text}\n{' ' * (len(last) - len(last.lstrip()))} pass"
    return f"{text}\ndef {DECORATED}(): pass" if DECORATOR.match(last.lstrip()) else text


def parses(text: str) -> bool:
    return _parsed(text) is not None


def expression(text: str) -> ast.expr | None:
    """The expression that a text is."""
    tree = _parsed(text)
    return tree.body[0].value if tree is not None and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr) else None


def _does_something(text: str, framed: str) -> bool:
    tree = _parsed(framed)
    if tree is None:
        return False
    statements = [one for one in _statements(tree.body) if not isinstance(one, ast.Pass)]
    alone = len(statements) == 1 and "\n" not in text
    return any(_acts(one) and not (alone and _may_be_words(one, text)) for one in statements)


def _has_entries(text: str) -> bool:
    """Whether the text is entries of a dictionary, as they stand between its braces."""
    value = expression(f"{{\n{text}\n}}") if text.endswith((",", "{", "[", "(")) else None
    return isinstance(value, ast.Dict) and all(isinstance(key, ast.Constant) for key in value.keys)


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that are no blocks, of all blocks; functions and classes as they are."""
    pending: list[ast.AST] = [*reversed(body)]
    while pending:
        node = pending.pop()
        if isinstance(node, COMPOUND) and not isinstance(node, ScopeNode):
            pending.extend(child for block in BLOCKS for child in reversed(getattr(node, block, ())))
        elif isinstance(node, ast.stmt):
            yield node


def _acts(node: ast.stmt) -> bool:
    """Whether a statement does something. A name, a comparison or a literal alone is a word in a sentence."""
    match node:
        case ast.Expr(value=ast.Tuple(elts=elements)):
            return any(isinstance(element, ast.Call | ast.Dict) for element in elements)
        case ast.Assign(value=ast.Constant(value=value)) | ast.Expr(value=ast.Call(args=[ast.Constant(value=value)])) if value is ...:
            return False
        case ast.Expr(value=value):
            return isinstance(value, ast.Call | ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            return value is not None and _is_type(annotation) and not (isinstance(target, ast.Name) and target.id.istitle())
        case ast.Return(value=value) | ast.Raise(exc=value):
            return value is not None
        case _:
            return not isinstance(node, ast.Global | ast.Nonlocal | ast.Break | ast.Continue)


def _is_type(node: ast.expr) -> bool:
    return not (isinstance(node, ast.Name) and PLAIN_WORD.fullmatch(node.id)) or node.id in BUILT_IN_TYPES


def _may_be_words(node: ast.stmt, text: str) -> bool:
    """Whether a statement that stands alone reads as words: `return value`, `total = sum`, `Order (new)`, `main()`."""
    match node:
        case ast.Return(value=value) | ast.Raise(exc=value) | ast.Delete(targets=[value]) | ast.Assert(test=value):
            return _is_word(value)
        case ast.Import(names=[ast.alias(name=name, asname=None)]):
            return PLAIN_WORD.fullmatch(name) is not None and name not in sys.stdlib_module_names
        case ast.Assign(targets=[target], value=value):
            return _is_word(target) and _is_word(value)
        case ast.Expr(value=ast.Call(func=ast.Name(), args=[], keywords=[])):
            return True
        case ast.Expr(value=ast.Tuple()):
            return not text.rstrip().endswith(",")
        case ast.Expr():
            return SPACED_CALL.search(text) is not None
        case _:
            return False


def _is_word(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and PLAIN_WORD.fullmatch(node.id) is not None
