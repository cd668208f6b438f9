"""Cheap signs, file by file, that code has tables or serves routes."""

import re
from collections.abc import Iterable, Mapping

from tenet.facts.contract.subject import is_generated, is_test
from tenet.facts.sources import Sources
from tenet.facts.spec.roles import Role

SIGNS: Mapping[Role, re.Pattern[bytes]] = {
    Role.DATA_MODEL: re.compile(
        rb"^\s+__tablename__\s*[:=]|\bmapped_column\(|^class \w+\([^)\n]*\btable\s*=\s*True|^class \w+\([^)\n]*\bmodels\.Model\b"
        rb"|=\s*(?:sa\.|db\.)?Column\(|^\w+\s*=\s*(?:sa\.|db\.)?Table\(",
        re.MULTILINE,
    ),
    Role.API_CONTRACT: re.compile(
        rb"^\s*@[\w.]+\.(?:get|post|put|patch|delete|head|options|api_route|route|websocket)\(\s*[frb]?[\"'(]"
        rb"|^\s*@[\w.]+\.(?:get|post|put|patch|delete|api_route|route)\(\s*$|\.add_api_route\(|^urlpatterns\b|^\s*@api_view\(",
        re.MULTILINE,
    ),
}
MAX_FILES = 3_000


def first_signs(sources: Sources, paths: Iterable[str]) -> Mapping[Role, str]:
    """What the code needs beside what every spec has, each with the first file that shows it. Tests and generated code do not count."""
    wanted = sorted(path for path in paths if path.endswith(".py") and path in sources.files and not is_test(path))[:MAX_FILES]
    sources.load(wanted)
    found: dict[Role, str] = {}
    for path in wanted:
        data = sources.data(path) or b""
        shown = [role for role, sign in SIGNS.items() if role not in found and sign.search(data)]
        if shown and not is_generated(path, sources.text(path) or ""):
            found.update(dict.fromkeys(shown, path))
    return found
