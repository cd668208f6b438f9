"""Which texts are secrets: by their own form, or by their name and how they look."""

import math
import re
from collections import Counter

SHAPES = (
    ("AWS access key", r"(?:AKIA|ASIA)[0-9A-Z]{16}"),
    ("Stripe key", r"(?:sk|rk)_live_[0-9a-zA-Z]{16,}"),
    ("GitHub token", r"gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{60,}"),
    ("GitLab token", r"glpat-[0-9A-Za-z_-]{20,}"),
    ("Slack token", r"xox[abeprs]-[0-9A-Za-z-]{20,}"),
    ("Google key", r"AIza[0-9A-Za-z_-]{35}"),
    ("Slack webhook", r"https://hooks\.slack\.com/services/T[0-9A-Z]{6,}/B[0-9A-Z]{6,}/[0-9A-Za-z]{16,}"),
    ("SendGrid key", r"SG\.[0-9A-Za-z_-]{20,}\.[0-9A-Za-z_-]{40,}"),
    ("OpenAI key", r"sk-(?:proj-|ant-)?[0-9A-Za-z_-]{32,}"),
    ("JSON web token", r"(?<![0-9A-Za-z_-])eyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{16,}"),
    ("private key", r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*(?:[\w:, -]{1,200}\n){0,9}\s*[0-9A-Za-z+/=\s\\]{40,}"),
)
SHAPE = re.compile("|".join(f"(?P<_{number}>{shape})" for number, (_, shape) in enumerate(SHAPES)))
NAMED = re.compile(
    r"(?i)(?:^|_)(?:pass(?:word|wd|phrase)?|pwd|token|secret|(?:api|secret|private|access|signing|encryption|auth|account|master)_?key|credentials?)"
    r"(?:$|_(?:v?\d+|value|default|prod|dev|key|str|string)$|s$)"
)
"""Names whose value is a secret. `PASSWORD_FIELD` and `token_type` go on, and name something about it."""
PASSWORD = re.compile(r"(?i)(?:^|_)(?:password|passwd|pwd|passphrase)$")
CHOSEN = re.compile(r"(?i)(?:^|_)(?:password|passwd|pwd|passphrase|secret|secret_key|signing_key|encryption_key)$")
"""Names whose value a person may have made up."""
SIGNING = re.compile(r"(?:^|_)(?:SECRET_KEY|JWT_SECRET(?:_KEY)?|JWT_KEY|SIGNING_KEY|ENCRYPTION_KEY)$")
"""Constants that are keys, even where their value is words."""
PLACEHOLDER = re.compile(
    r"(?i)change.?me|place.?holder|example|dummy|sample|your|insert|replace|default|redact|secret.?here|not.?set|todo|fake|mock|test|"
    r"<[^<>\n]*>|\*{3}|\.{3}|x{4,}|0{6,}|1234|abcd|lorem|foobar|insecure|unsafe|invalid|unused|none|null|undefined"
)
PRETENDED = re.compile(
    r"(?i)(?:^|_)(?:local|dev|development|tests?|testing|dummy|fake|mock|example|sample|demo|public|regex|pattern)(?:_|$)"
)
"""Names of what only looks like a secret."""
WORDS = re.compile(r"[A-Za-z]+(?:[_\-. :/][A-Za-z]+)*[0-9]?")
"""A word, or words with signs between: the name of a field, a header, a kind of token."""
CLASS_NAME = re.compile(r"(?:[A-Z]{1,4}[a-z]{2,}\d?){3,}")
"""As `OAuth2PasswordBearer`."""
SIGNS = re.compile(r"[\x21-\x7e]+")
OTHER = re.compile(
    r"^(?:phc_|pk_live_|pk_test_|[/{<$%\[(.#]|https?:|\w+://|urn:|arn:)|[{}<>]|%\(|\s|\[[^\[\]][^\[\]-]*-[^\[\]]+\]|\\[bdswBDSW/.]|\(\?"
)
ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
MIN_STRONG, MIN_ENTROPY = 16, 3.0
MIN_WORDS = 12
MAX_CHOSEN = 200


def shape_of(text: str) -> str:
    """What a text is by its form alone: "AWS access key". Empty for other texts and for placeholders."""
    found = SHAPE.search(text)
    if found is None or (PLACEHOLDER.search(found[0]) and "PRIVATE KEY" not in found[0]) or len(set(found[0])) < 10:
        return ""
    return SHAPES[int((found.lastgroup or "_0")[1:])][0]


def names_secret(name: str) -> bool:
    return NAMED.search(_snake(name)) is not None and not names_pretended(name)


def names_pretended(name: str) -> bool:
    return PRETENDED.search(_snake(name)) is not None


def is_strong(text: str) -> bool:
    """Whether a text looks like one that nobody made up by hand."""
    mixed = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return (
        MIN_STRONG <= len(text) <= 4096
        and mixed
        and SIGNS.fullmatch(text) is not None
        and not _reads_otherwise(text)
        and _entropy(text) >= MIN_ENTROPY
        and not _is_slug(text)
    )


def is_weak(name: str, text: str, *, given: bool) -> bool:
    """Whether it may be a password that a person chose. `given`: it is an argument, so that it is used as one."""
    if not 4 <= len(text) <= MAX_CHOSEN or SIGNS.fullmatch(text) is None or _reads_otherwise(text):
        return False
    if SIGNING.search(name) and len(text) >= MIN_WORDS and "_" not in text:
        return True
    if names_secret(text):
        return False
    if not WORDS.fullmatch(text):
        return CHOSEN.search(_snake(name)) is not None or (is_mixed(text) and not _is_slug(text))
    return given and PASSWORD.search(_snake(name)) is not None and text.isalpha() and text.islower()


def is_mixed(text: str) -> bool:
    """Letters with digits within: more than a word with a number."""
    return re.search(r"[A-Za-z]\d+[A-Za-z]", text) is not None and len(text) >= 8


def _reads_otherwise(text: str) -> bool:
    whole = ENVIRONMENT.fullmatch(text) or CLASS_NAME.fullmatch(text)
    return whole is not None or OTHER.search(text) is not None or PLACEHOLDER.search(text) is not None


def _is_slug(text: str) -> bool:
    """Words and numbers with signs between, as names of models, files and versions have them."""
    parts = re.split(r"[-_.:/@]", text)
    return len(parts) > 1 and all(part.isalpha() or len(part) <= 4 or (part.isdigit() and len(part) <= 8) for part in parts)


def _entropy(text: str) -> float:
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[:200]).replace("-", "_")


def masked(text: str) -> str:
    """Its first characters, where they give nothing away."""
    return f"{text[:4]}..." if len(text) >= 16 else "..."
