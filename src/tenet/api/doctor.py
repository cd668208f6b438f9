"""`tenet doctor`: what the repository's workflows lack for Tenet's review."""

from enum import StrEnum

from tenet.api.wire import opened, tree_of
from tenet.core.errors import ExitStatus, InputFault, PolicyFault
from tenet.doctor.examination import examine
from tenet.facts.sources import Sources
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.infrastructure.terminal import print_lines, print_text
from tenet.report.doctor import doctor_json, doctor_text
from tenet.rules.registry import load_rules


class DoctorFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


def run_doctor(path: str, form: DoctorFormat) -> ExitStatus:
    """Reads the work tree, or HEAD of a bare repository. Raises InputFault, with places, for a workflow that cannot be read."""
    with opened(path) as (repository, objects):
        try:
            examined = examine(Sources(tree_of(repository, objects, None)), PackagedPolicies(), load_rules())
        except PolicyFault as fault:
            raise InputFault(f"a workflow cannot be read\n{fault.message}", hint="Nothing was examined.") from fault
    if form is DoctorFormat.JSON:
        print_text(doctor_json(examined))
    else:
        print_lines(doctor_text(examined))
    return ExitStatus.BLOCKED if examined.problems else ExitStatus.PASSED
