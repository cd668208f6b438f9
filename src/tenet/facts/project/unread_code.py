"""Which changed files hold code that no rule reads: code in other languages, and views of frameworks whose routes are not followed."""

from collections import Counter, defaultdict
from collections.abc import Collection

from tenet.domain.change import Change
from tenet.domain.policy import Scope
from tenet.domain.unread import UnreadLanguage, UnreadViews
from tenet.facts.facts import Facts
from tenet.facts.project.other_views import view_framework

LANGUAGES = {
    "C": (".c", ".h"),
    "C#": (".cs",),
    "C++": (".cc", ".cpp", ".cxx", ".hh", ".hpp"),
    "Clojure": (".clj", ".cljc", ".cljs"),
    "Cython": (".pxd", ".pyx"),
    "Dart": (".dart",),
    "Elixir": (".ex", ".exs"),
    "Erlang": (".erl",),
    "F#": (".fs",),
    "Go": (".go",),
    "Groovy": (".groovy",),
    "Haskell": (".hs",),
    "Java": (".java",),
    "JavaScript": (".cjs", ".js", ".jsx", ".mjs"),
    "Jupyter notebooks": (".ipynb",),
    "Kotlin": (".kt", ".kts"),
    "Lua": (".lua",),
    "OCaml": (".ml", ".mli"),
    "Objective-C": (".m", ".mm"),
    "PHP": (".php",),
    "Perl": (".pl", ".pm"),
    "PowerShell": (".ps1",),
    "R": (".r",),
    "Ruby": (".rb",),
    "Rust": (".rs",),
    "Scala": (".scala",),
    "Shell": (".bash", ".sh"),
    "SQL": (".sql",),
    "Svelte": (".svelte",),
    "Swift": (".swift",),
    "TypeScript": (".cts", ".mts", ".ts", ".tsx"),
    "Vue": (".vue",),
    "Zig": (".zig",),
}
"""Code alone: documents, configuration, templates and style sheets are nothing that a reader expects to be judged as code."""
BY_SUFFIX = {suffix: language for language, suffixes in LANGUAGES.items() for suffix in suffixes}


def unread_languages(change: Change, searched: Collection[str] = ()) -> tuple[UnreadLanguage, ...]:
    """The most frequent first. `searched` are suffixes that rules of the repository's own read."""
    found = (suffix for path in change.by_path if (suffix := _suffix(path)) in BY_SUFFIX and suffix not in searched)
    counted = Counter(BY_SUFFIX[suffix] for suffix in found)
    return tuple(UnreadLanguage(name, files) for name, files in sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def unread_views(facts: Facts) -> tuple[UnreadViews, ...]:
    """By framework, of the files that people write for the service itself."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in facts.source_paths(Scope.NEW):
        framework = view_framework(facts, path)
        if framework:
            found[framework].append(path)
    return tuple(UnreadViews(framework, tuple(paths)) for framework, paths in sorted(found.items()))


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2].lower()}" if "." in name[1:] else ""
