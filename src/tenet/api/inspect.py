"""`tenet inspect`: what Tenet reads from the code without running it."""

import json
from collections.abc import Mapping

from tenet.api.wire import opened, policy_choice, tree_of
from tenet.core.text import displayable
from tenet.domain.finding import Json
from tenet.facts.database.tables_document import tables_document
from tenet.facts.python.imports_document import imports_document
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.sources import Sources
from tenet.facts.spec.specs_document import specs_document
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.report.imports import imports_text
from tenet.report.specs_table import specs_text
from tenet.report.tables import tables_text
from tenet.rules.registry import load_rules


def tables(path: str, head: str | None, form: str) -> str:
    """The database schema that the models declare, as `json` or as a `table`."""
    with opened(path) as (repository, objects):
        modules = Modules(Sources(tree_of(repository, objects, head)), ParsedFiles())
        document = tables_document(modules)
    return json.dumps(document, indent=2) + "\n" if form == "json" else tables_text(document)


def imports(path: str, head: str | None, form: str) -> str:
    """The import graph of the repository, as `json` or as a `table`."""
    with opened(path) as (repository, objects):
        document = imports_document(Modules(Sources(tree_of(repository, objects, head)), ParsedFiles()))
    return json.dumps(document, indent=2) + "\n" if form == "json" else imports_text(document)


def specs(path: str, head: str | None, policy: str | None, form: str) -> str:
    """Which spec documents cover what, by the policy of the same tree or the one that is named, as `json` or as a `table`."""
    with opened(path) as (repository, objects):
        sources = Sources(tree_of(repository, objects, head))
        chosen = policy_choice(policy, PackagedPolicies(), of_work_tree=True)(sources, sources, load_rules())
        document = specs_document(sources, chosen.policy.surroundings.components)
    return specs_text(document) if form == "table" else json.dumps(displayed(document), indent=2) + "\n"


def displayed(document: Json) -> Json:
    """The document with names that are not UTF-8 written out."""
    if isinstance(document, str):
        return displayable(document)
    if isinstance(document, Mapping):
        return {name: displayed(value) for name, value in document.items()}
    return [displayed(value) for value in document] if isinstance(document, list) else document
