"""The example service and its branch are what the demo says they are."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from demo.__main__ import EXAMPLE
from demo.git import Git
from demo.repository import Proposal, build_example, check_out
from demo.run import JobError, run_tests


@pytest.fixture(scope="module")
def proposal(tmp_path_factory: pytest.TempPathFactory) -> Proposal:
    return build_example(tmp_path_factory.mktemp("example"), EXAMPLE)


def domain_coverage(report: Path) -> float:
    """Percent of the domain's lines and branches together, as coverage.py counts."""
    covered = total = 0
    for found in ET.parse(report).iter("class"):
        if found.attrib["filename"].startswith("domain/"):
            for line in found.iter("line"):
                covered, total = covered + (line.attrib["hits"] != "0"), total + 1
                if "condition-coverage" in line.attrib:
                    taken, _, ways = line.attrib["condition-coverage"].partition("(")[2].rstrip(")").partition("/")
                    covered, total = covered + int(taken), total + int(ways)
    return 100 * covered / total


def report_at(proposal: Proposal, revision: str, folder: Path) -> Path:
    check_out(proposal, folder / "workspace", revision, folder / "home")
    assert "passed" in run_tests(folder / "workspace", folder / "home")
    return folder / "workspace/coverage.xml"


def test_the_tests_of_main_pass_and_cover_the_domain(proposal: Proposal, tmp_path: Path) -> None:
    assert domain_coverage(report_at(proposal, proposal.base, tmp_path)) > 80


def test_the_tests_of_the_pull_request_pass_and_leave_the_domain_under_its_target(proposal: Proposal, tmp_path: Path) -> None:
    assert proposal.merge
    report = report_at(proposal, proposal.merge, tmp_path)
    assert 60 < domain_coverage(report) < 80
    assert float(ET.parse(report).getroot().attrib["line-rate"]) > 0.6


def test_a_failing_test_of_the_service_stops_the_job(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it() -> None:\n    assert not 'passing'\n")
    with pytest.raises(JobError, match="test_it"):
        run_tests(tmp_path, tmp_path / "home")


def test_main_has_moved_on_since_the_branch_began(proposal: Proposal, tmp_path: Path) -> None:
    server = Git(proposal.server, tmp_path)
    merge_base = server.run("merge-base", proposal.base, proposal.head)
    assert merge_base not in {proposal.base, proposal.head}
    assert server.run("rev-parse", f"{proposal.merge}^1", f"{proposal.merge}^2").split() == [proposal.base, proposal.head]


def test_the_same_input_gives_the_same_commits(proposal: Proposal, tmp_path: Path) -> None:
    again = build_example(tmp_path, EXAMPLE)
    assert (again.base, again.head, again.merge) == (proposal.base, proposal.head, proposal.merge)


def test_the_workspace_has_the_merge_commit_alone(proposal: Proposal, tmp_path: Path) -> None:
    assert proposal.merge
    git = check_out(proposal, tmp_path / "workspace", proposal.merge, tmp_path / "home")
    assert git.run("rev-list", "HEAD") == proposal.merge
    assert git.run("status", "--short") == ""
