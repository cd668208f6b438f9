"""`tenet init`: a policy and a workflow to start from."""

from tenet.api.wire import opened, tree_of
from tenet.core.errors import ExitStatus, InputFault
from tenet.facts.project.project_facts import read_project
from tenet.facts.sources import Sources
from tenet.infrastructure.files import is_there, write_text
from tenet.infrastructure.terminal import print_text
from tenet.policy.in_force import POLICY_FILES
from tenet.report.init_policy import POLICY_PATH, init_files


def run_init(path: str) -> ExitStatus:
    """Writes what is not there yet, and prints the evidence for each choice. Raises InputFault for a bare repository."""
    with opened(path) as (repository, objects):
        if repository.root is None:
            raise InputFault(f"{path} has no work tree to write into.", hint="Run it in a clone that is checked out.")
        made = init_files(read_project(Sources(tree_of(repository, objects, None))))
        for choice in made.choices:
            print_text(f"{choice.setting}\n    {choice.evidence}\n")
        for name, text in made.files:
            print_text(f"{_written(repository.root, name, text)}\n")
    return ExitStatus.PASSED


def _written(root: str, name: str, text: str) -> str:
    """Writes one file unless it, or another policy, is there."""
    rivals = POLICY_FILES if name == POLICY_PATH else (name,)
    there = next((rival for rival in rivals if is_there(root, rival)), None)
    if there is not None:
        return f"{name}: not written, {there} is there already"
    write_text(f"{root}/{name}", text)
    return f"{name}: written"
