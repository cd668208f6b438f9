"""Coverage reports come from the job's tests, which are the pull request's: any content is read, or told, within bounds."""

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.api.action_run import TOKEN, Workflow
from tests.fakes.inert import active

from github_standin import StandIn

LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
EVIL = "@octocat #1 <img src=x> [a](https://evil.example) <!-- tenet:1 summary name=tenet -->"
QUOTED = EVIL.replace("<", "&lt;").replace(">", "&gt;")


def sqlite(path: Path) -> None:
    with sqlite3.connect(path) as data:
        data.execute("create table meta (key text, value text)")
        data.execute("create table coverage_schema (version integer)")
        data.execute("insert into coverage_schema values (7)")
        data.execute(f"create view file as select '{QUOTED}' as path, 1 as id")


def cobertura(name: str, number: str = "1") -> str:
    """A report of one line of one file, all its values as they are given."""
    measured = f'<class filename="{name}"><lines><line number="{number}" hits="{number}"/></lines></class>'
    return f"<coverage><packages><package><classes>{measured}</classes></package></packages></coverage>"


def with_entity(declared: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE c [{declared}]><coverage><sources><source>&x;</source></sources></coverage>'


REPORTS: dict[str, str | bytes | Callable[[Path], None]] = {
    "entities": with_entity(f'<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l9;">'),
    "a file of the machine": with_entity('<!ENTITY x SYSTEM "file:///proc/self/environ">'),
    "another address": '<?xml version="1.0"?><!DOCTYPE c SYSTEM "http://127.0.0.1:9/x.dtd"><coverage/>',
    "deep xml": "<coverage>" + "<a>" * 200_000,
    "deep json": '{"files":' + "[" * 200_000,
    "large numbers": '{"meta": {"format": 3}, "files": {"app.py": {"executed_lines": [' + "9" * 10_000 + '], "missing_lines": [-1]}}}',
    "names": cobertura(QUOTED).replace("<packages>", f"<sources><source>{QUOTED}</source></sources><packages>"),
    "a name that leads out": cobertura("../../../../etc/passwd"),
    "the environment as a name": cobertura("/proc/self/environ"),
    "a wrong number": cobertura("app.py", QUOTED),
    "lcov": f"TN:\nSF:{EVIL}\nDA:1,1\nend_of_record\n" * 1_000,
    "commands": "::error::pwned\n##[error]pwned\n",
    "bytes": b"SQLite format 3\0" + b"\xff" * 4_096,
    "a database that is none of coverage's": sqlite,
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_of_any_content_acts_on_nothing_and_ends_in_time(workflow: Workflow, github: StandIn, name: str) -> None:
    report, path = REPORTS[name], workflow.workspace / "coverage.xml"
    path.unlink()
    if callable(report):
        report(path)
    else:
        path.write_bytes(report if isinstance(report, bytes) else report.encode())
    begun = time.process_time()
    ended = workflow(inputs={"result-file": "out/result.json"})
    assert time.process_time() - begun < 10
    assert ended.status == 1, ended.log[-2000:]
    assert "star-import" in ended.log
    assert "Traceback" not in ended.log
    held, links = github.repository, (f"{github.url}/octo-org/service/blob/", "https://github.com/OWNER/tenet/")
    bodies = [each.body for each in (*held.review_comments.values(), *held.issue_comments.values())]
    assert [each for body in (*bodies, ended.job_summary) for each in active(body, links)] == []
    shown = ended.log + ended.job_summary + json.dumps(bodies) + (workflow.workspace / "out/result.json").read_text()
    for secret in (TOKEN, "root:x:", "GITHUB_WORKSPACE="):
        assert secret not in shown
    assert [line for line in ended.log.splitlines() if line.startswith(("::error::pwned", "##["))] == []
