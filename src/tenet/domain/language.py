"""The languages that a pattern may be written for, as ast-grep calls them, and the files that are written in each."""

from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    PYTHON = "python"
    BASH = "bash"
    CSS = "css"
    GO = "go"
    HTML = "html"
    JAVA = "java"
    JAVASCRIPT = "javascript"
    JSON = "json"
    KOTLIN = "kotlin"
    RUST = "rust"
    TSX = "tsx"
    TYPESCRIPT = "typescript"
    YAML = "yaml"


SUFFIXES: Mapping[Language, tuple[str, ...]] = {
    Language.PYTHON: (".py", ".pyi"),
    Language.BASH: (".sh", ".bash"),
    Language.CSS: (".css",),
    Language.GO: (".go",),
    Language.HTML: (".html", ".htm"),
    Language.JAVA: (".java",),
    Language.JAVASCRIPT: (".js", ".jsx", ".mjs", ".cjs"),
    Language.JSON: (".json",),
    Language.KOTLIN: (".kt", ".kts"),
    Language.RUST: (".rs",),
    Language.TSX: (".tsx",),
    Language.TYPESCRIPT: (".ts", ".mts", ".cts"),
    Language.YAML: (".yaml", ".yml"),
}
