"""A repository made of texts, examined by the doctor."""

from collections.abc import Mapping
from textwrap import dedent

from tests.fakes.tree import FakeTree

from tenet.doctor.diagnosis import Diagnosis, Weight
from tenet.doctor.edits import applied
from tenet.doctor.examination import Examined, examine
from tenet.facts.sources import Sources
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.rules.registry import load_rules

PATH = ".github/workflows/tenet.yml"
POLICY = {".github/tenet.yml": "version: 1\nextends: backend\n"}
COMMIT = "0123456789012345678901234567890123456789"

Files = Mapping[str, str]

GOOD = f"""\
name: Tenet
on:
  pull_request:
    types: [opened, synchronize, reopened, edited, labeled, ready_for_review]
concurrency:
  group: tenet-${{{{ github.event.pull_request.number }}}}
  cancel-in-progress: true
permissions: {{}}
jobs:
  review:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pull-requests: write
      checks: write
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - uses: actions/setup-python@v6
      - run: pip install -e . pytest pytest-cov
      - run: pytest --cov --cov-report=xml
      - if: ${{{{ !cancelled() }}}}
        uses: acme/tenet@{COMMIT} # v1.2.3
        with:
          coverage: coverage.xml
"""


def examined(files: Files) -> Examined:
    """The files as they are, with a policy where none is given."""
    given = {path: dedent(text) for path, text in files.items()}
    has_policy = any(path.endswith("tenet.yml") and "workflows" not in path for path in given)
    return examine(Sources(FakeTree(given if has_policy else {**POLICY, **given})), PackagedPolicies(), load_rules())


def said(files: Files | str) -> list[str]:
    """`id line:column` of each diagnosis."""
    found = examined({PATH: files} if isinstance(files, str) else files)
    return [f"{each.id} {each.line}:{each.column}" for each in found.diagnoses]


def ids(files: Files | str) -> list[str]:
    return [each.split()[0] for each in said(files)]


def the_only(files: Files | str) -> Diagnosis:
    (found,) = examined({PATH: files} if isinstance(files, str) else files).diagnoses
    return found


def is_problem(diagnosis: Diagnosis) -> bool:
    return diagnosis.weight is Weight.PROBLEM


def mended(files: Files | str, rounds: int = 12) -> tuple[dict[str, str], list[str]]:
    """The files after each fix that is mechanical, one after the other, and what is said of them then."""
    now = {PATH: files} if isinstance(files, str) else dict(files)
    for _ in range(rounds):
        mechanical = next((each for each in examined(now).diagnoses if each.fix.edits), None)
        if mechanical is None:
            break
        for path in {edit.path for edit in mechanical.fix.edits}:
            now[path] = applied(now[path], [edit for edit in mechanical.fix.edits if edit.path == path])
    return now, ids(now)
