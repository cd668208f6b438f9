"""Text of a pull request, from every place that Tenet quotes, in what is posted: GitHub's own Markdown makes nothing of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.action_run import TOKEN, Ended, Service, Workflow, build_service, clone, never_sleep
from tests.fakes.inert import active
from tests.git_repository import GitRepository

from github_standin import StandIn

MARKER = "<!-- tenet:1 inline name=tenet rule=star%2Dimport said=0123456789abcdef -->"
WORDS = (
    "@octocat",
    "#123",
    "GH-7",
    "fixes #1",
    "octo-org/service#9",
    "https://evil.example/x",
    "www.evil.example",
    "[click](https://evil.example)",
    "![p](https://evil.example/p.png)",
    "<img src=https://evil.example/p.png>",
    "<a href='javascript:alert(1)'>a</a>",
    "<details open><summary>s</summary>",
    "</details>",
    "<script>alert(1)</script>",
    "<!-- tenet:1 summary name=tenet -->",
    MARKER,
    "-->",
    "`` ` ``` ````",
    "~~~ | a | b |",
    "**bold** _it_ ~~gone~~",
    "::error::pwned",
    "##[error]pwned",
    "::add-mask::a",
    "\x1b[31mred\x1b]8;;https://evil.example\x07",
    "\u202eevil\u2066",
    "$x^2$",
    "&#64;octocat &lt;b&gt;",
    "- [x] done",
    "> quote",
    "# title",
    "1. one",
)
EVIL = " ".join(WORDS)
ONE_LINE = EVIL.replace("\x07", "").replace("\x1b", "")
IN_POLICY = re.sub("[\"'\\\\\u202e\u2066]", "", ONE_LINE)
IN_STRING = repr(EVIL)
POLICY = f"""\
version: 1
extends: strict
unknown: report
components:
  domain: {{paths: ["domain/**"], spec: [specs/domain.md], coverage: 95}}
  api: {{paths: ["api/**"], spec: [specs/api.md]}}
layers: [api, domain]
coverage: {{reports: [coverage.xml]}}
migrations: {{tool: alembic, paths: [migrations/versions]}}
review: {{max_inline: 50}}
rules: {{star-import: error, raw-sql: error, weakened-policy: error, commented-out-code: notice}}
custom:
  - id: no-print
    message: "Print of $X {IN_POLICY}"
    severity: error
    language: python
    rule: {{pattern: print($X)}}
waivers:
  - {{rule: star-import, paths: ["waived/**"], until: 2099-01-01, reason: 'ticket {IN_POLICY}'}}
"""
MODELS = f"""\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase):
    pass
class User(Base):
    __tablename__ = {IN_STRING}
    id: Mapped[int] = mapped_column(primary_key=True)
    nick: Mapped[str] = mapped_column({IN_STRING}, server_default={IN_STRING})
"""
ROUTES = f"""\
from fastapi import FastAPI
app = FastAPI()
@app.get("/v1/{{x}}/" + {IN_STRING})
async def read(x):
    import time
    time.sleep(1)
    cursor.execute({("SELECT id FROM users WHERE a = " + EVIL)!r} + x)
    raise Exception({IN_STRING})
@app.post({("/" + EVIL)!r})
def write(body: dict) -> dict:
    try:
        print({IN_STRING})
    except Exception:
        pass
    return {{{IN_STRING}: 1}}
"""
MIGRATION = f"""\
from alembic import op
revision = {IN_STRING}
down_revision = {(EVIL + "x")!r}
def upgrade():
    op.drop_table({IN_STRING})
    op.execute({IN_STRING})
def downgrade():
    pass
"""
SPEC = f"# {ONE_LINE}\n\n## Requirements {ONE_LINE}\n\n- {ONE_LINE}: REQ-1 must\n\n## API\n\nGET /v1/{ONE_LINE}\n"
LINES = '<methods/><lines><line number="1" hits="0"/></lines>'
REPORT = (
    '<?xml version="1.0" ?><coverage version="7" timestamp="1" line-rate="1"><sources><source>.</source></sources><packages>'
    f'<package name="."><classes><class name="a" filename="{{name}}">{LINES}</class>'
    f'<class name="b" filename="app.py">{LINES}</class></classes></package></packages></coverage>'
)
RULES = (
    "missing-migration",
    "no-print",
    "raw-sql",
    "spec-drift",
    "star-import",
    "swallowed-exception",
    "unused-waiver",
    "weakened-policy",
)
NAMES = tuple(word.replace("/", "\u2215").replace("\x00", "") for word in WORDS)


def changes() -> dict[str, str | bytes | None]:
    star = f"from os import *  # {ONE_LINE}\nprint({IN_STRING})\n"
    files: dict[str, str | bytes | None] = {f"{name}.py": star for name in NAMES}
    files |= {f"domain/{name}/x.py": f"def f(a):  # tenet: allow[star-import] {ONE_LINE}\n    return a\n" for name in NAMES[:8]}
    files |= {f"migrations/versions/0002_{name}.py": MIGRATION for name in NAMES[:4]}
    files |= {"waived/x.py": "from os import *\n", "long.py": "x = 1  # " + "a" * 1_000_000 + "\nfrom os import *\n"}
    files |= {"symbols.py": f"def {'f' * 10_000}(a):\n    from os import path\n    print(a)\n"}
    files |= {"domain/models.py": MODELS, "api/routes.py": ROUTES, "specs/domain.md": SPEC, "specs/api.md": SPEC}
    files |= {".github/tenet.yml": f"version: 1\nextends: minimal\nmode: advise\n{IN_STRING!r}: 1\n", "app.py": "b = 2\n"}
    return files


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Service:
    service = build_service(tmp_path_factory.mktemp("text") / "server", policy=POLICY, changes=changes(), moves_on=False)
    author: GitRepository = service.author
    assert author.git("rev-list", "--count", service.head) == "2"
    return service


@pytest.fixture
def workflow(hostile: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Workflow]:
    never_sleep(monkeypatch)
    with hostile.serve() as github:
        github.pull.title = EVIL[:256]
        github.pull.body = f"{EVIL}\r\n{MARKER}\r\n{EVIL}"
        github.pull.head_ref = "feature/" + re.sub(r"[^\w@#<>!`()\u202e-]", "", EVIL)
        github.pull.labels = (EVIL, "x" * 1_000_000)
        clone(hostile, tmp_path / "workspace", hostile.merge)
        from xml.sax.saxutils import escape

        (tmp_path / "workspace" / "coverage.xml").write_text(REPORT.format(name=escape(ONE_LINE, {'"': "&quot;"})), "utf-8")
        yield Workflow(github, tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)
    assert github.invalid == []


def markdown(github: StandIn, ended: Ended) -> Iterator[str]:
    """Everything of a run that is shown as Markdown."""
    held = github.repository
    yield from (each.body for each in held.review_comments.values() if each.author == github.bot)
    yield from (each.body for each in held.issue_comments.values() if each.author == github.bot)
    yield from (each.body for each in held.reviews.values())
    yield from (each.summary or "" for each in held.check_runs.values())
    yield ended.job_summary


def test_nothing_of_the_change_acts_in_what_is_posted(workflow: Workflow) -> None:
    ended = workflow()
    assert ended.status == 1, ended.log[-3000:]
    github = workflow.github
    links = (f"{github.url}/octo-org/service/blob/", "https://github.com/OWNER/tenet/blob/main/docs/")
    bodies = list(markdown(github, ended))
    assert len(bodies) > 20
    found = [(each, body[:300]) for body in bodies for each in active(body, links)]
    assert found == []
    assert TOKEN not in "".join(bodies)
    assert {rule for rule in RULES if not any(f"`{rule}`" in body for body in bodies)} == set()


def test_what_is_fixed_is_folded_away_and_acts_as_little(workflow: Workflow) -> None:
    workflow()
    github = workflow.github
    github.repository.push(1, "clean")
    ended = workflow()
    closed = [each.body for each in github.repository.review_comments.values() if "What it said" in each.body]
    assert len(closed) > 10, ended.log[-2000:]
    links = (f"{github.url}/octo-org/service/blob/", "https://github.com/OWNER/tenet/blob/main/docs/")
    assert [(each, body[:300]) for body in markdown(github, ended) for each in active(body, links)] == []


@pytest.mark.parametrize("words", ["@octocat", "see #123", "GH-7", "www.evil.example", "[a](https://evil.example)", "<img src=x>", MARKER])
def test_the_detector_sees_what_acts(words: str) -> None:
    assert list(active(f"Words\n\n{words}", ())) != []
    assert list(active(f"Words\n\n``` \n{words}\n```" if "<!--" not in words else "Words", ())) == []
