"""What a reader should know of the figures: where the repository's coverage configuration and the policy part ways."""

from collections.abc import Iterator

from tenet.domain.component import Component
from tenet.domain.policy import Surroundings
from tenet.facts.coverage.configuration import CoverageConfiguration, read_configuration
from tenet.facts.coverage.measured import ReportUnreadable
from tenet.facts.coverage.together import Together
from tenet.facts.database.migration_files import is_test
from tenet.facts.sources import Sources

NAMED = 3
"""How many files a note names."""


def disagreements(measured: Together, sources: Sources, surroundings: Surroundings) -> Iterator[str]:
    """Sentences for people. `sources` is the tree that the tests ran on."""
    try:
        configuration = read_configuration(sources)
    except ReportUnreadable as error:
        yield f"{str(error)[0].upper()}{str(error)[1:]}."
        configuration = CoverageConfiguration()
    target = surroundings.coverage.overall
    if configuration.fail_under is not None and configuration.fail_under != target:
        asked = "asks for no overall coverage" if target is None else f"asks for {target:g} %"
        yield f"`{configuration.path}` fails under {configuration.fail_under:g} % (`fail_under`), the policy {asked}."
    for component in surroundings.components:
        if component.coverage is not None:
            yield from _not_measured(component, measured, sources, configuration)


def _not_measured(component: Component, measured: Together, sources: Sources, configuration: CoverageConfiguration) -> Iterator[str]:
    """Files that count for nothing, since no report has them."""
    files = [path for path in sorted(sources.files) if path.endswith(".py") and component.holds(path) and not is_test(path)]
    absent = [path for path in files if path not in measured.files and not path.endswith("/__init__.py")]
    if not absent or len(absent) == len(files):
        return
    named = ", ".join(f"`{path}`" for path in absent[:NAMED])
    more = f" and {len(absent) - NAMED} more" if len(absent) > NAMED else ""
    why = (
        f"`omit` of `{configuration.path}`"
        if configuration.omit or configuration.run_omit
        else "no test imports them and `source` is not set"
    )
    yield f"Of component `{component.name}`, {len(absent)} of {len(files)} files are in no report ({why}?): {named}{more}."
