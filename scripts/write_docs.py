"""Writes the pages that come from the code: rule pages, the README's table, the schemas. `--check` only compares."""

import json
import sys
from pathlib import Path

from tenet.api.policy_commands import policy_schema_text
from tenet.report.rule_page import rule_page, rule_table
from tenet.rules.registry import load_rules
from tenet.schemas.result import Result

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- rules: written by `make docs` -->", "<!-- end of rules -->"


def pages() -> dict[Path, str]:
    rules = load_rules()
    found = {ROOT / "docs" / "rules" / f"{rule.id}.md": rule_page(rule) for rule in rules.values()}
    found[ROOT / "docs" / "policy.schema.json"] = policy_schema_text()
    found[ROOT / "docs" / "result.schema.json"] = json.dumps(Result.model_json_schema(), indent=2) + "\n"
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    found[readme] = f"{before}{BEGIN}\n{rule_table(rules, 'docs/rules')}{END}{rest.partition(END)[2]}"
    return found


def main() -> int:
    found = pages()
    stale = [path for path, text in found.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    left = [path for path in (ROOT / "docs" / "rules").glob("*.md") if path not in found]
    if "--check" in sys.argv[1:]:
        for path in (*stale, *left):
            print(f"{path.relative_to(ROOT)} is not what the code says: run `make docs`")
        return int(bool(stale or left))
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found[path], encoding="utf-8")
    for path in left:
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
