"""After a push, the coverage of the branch is written to a file, which later pull requests are held against."""

from tenet.api.job import in_workspace
from tenet.core.errors import InputFault
from tenet.core.settings import ActionSettings
from tenet.facts.coverage.staleness import Staleness
from tenet.facts.coverage.together import together
from tenet.facts.sources import Sources
from tenet.pipeline import Reviewed
from tenet.report.lcov import render_lcov

MAGIC = frozenset("*?[")
HINT = "On `push` it names the one file that the coverage of the branch is written to; on a pull request it names what to read."


def base_coverage_file(settings: ActionSettings) -> str | None:
    """The file to write, where one is named. Raises InputFault."""
    named = settings.inputs.base_coverage
    if not named:
        return None
    [file, *others] = named
    if others or MAGIC & set(file):
        raise InputFault(f"The input `base-coverage` names no single file: `{'`, `'.join(named)}`.", hint=HINT)
    if file.removeprefix("./") in {report.removeprefix("./") for report in settings.inputs.coverage}:
        raise InputFault(f"The inputs `coverage` and `base-coverage` both name `{file}`.", hint=HINT)
    return in_workspace(settings, "base-coverage", file)


def base_coverage(reviewed: Reviewed) -> str | None:
    """All reports as one, by the paths of the repository; None where no report can be believed."""
    given, change = reviewed.coverage, reviewed.gathered.change
    if given is None:
        return None
    tested = given.measured or Sources(reviewed.gathered.head)
    measured = together(given.reports, tested.files, Staleness(change, tested).of)
    files = {path: file.whole() for path, file in (*measured.files.items(), *measured.outside.items())}
    return render_lcov(files, change.head or "") if any(file.total for file in files.values()) else None
