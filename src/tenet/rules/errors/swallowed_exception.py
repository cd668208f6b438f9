"""Every exception is caught here, and nobody who runs the service can see which one.

What it flags
    `except:`, `except Exception` and `except BaseException` (in a tuple and by another name, too) that neither raises nor logs
    with the traceback: a handler that drops the exception, one that keeps only its text (`str(error)`), and one that logs
    without the traceback (the finding then stands on the log call). `with suppress(Exception)` is the same.

    Not flagged: `raise` in any form, also under a condition; `logger.exception`, `exc_info=`, `traceback.format_exc()`,
    `sentry_sdk.capture_exception`; an exception that is handed on as an object (`errors.append(error)`, `return error`); the end of
    the program; `__del__`; `if __name__ == "__main__":`; the functions and modules that the policy names in `boundaries`.

Why
    A catch-all also catches the mistakes that nobody thought of. Without class, place and cause of what happened, the
    first sign of them is wrong data, and the log has nothing to look for.

Bad
    ```python
    import json


    def read_settings(text: str) -> dict[str, str]:
        try:
            return json.loads(text)
        except Exception:
            return {}
    ```

    ```python
    import logging

    logger = logging.getLogger(__name__)


    def sync_orders(client: "Client") -> None:
        try:
            client.sync()
        except Exception as error:
            logger.error(f"Sync failed: {error}")
    ```

Good
    ```python
    import json
    import logging

    logger = logging.getLogger(__name__)


    def read_settings(text: str) -> dict[str, str]:
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return {}


    def sync_orders(client: "Client") -> None:
        try:
            client.sync()
        except Exception:
            logger.exception("Sync failed")
    ```

How to fix
    Catch by name what is expected, and let the rest through. Where everything has to be caught (the loop of a worker, a clean-up
    that must not fail), log it with `logger.exception(...)`, or with `exc_info=True` at another level.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Unknown, Violation
from tenet.domain.policy import Scope
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.python.parsed_files import Unparsable
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.exceptions.advice import Advice
    from tenet.facts.exceptions.swallowed import Swallowed
    from tenet.facts.python.module import Module

CATCHES = re.compile(rb"\bexcept\b|\bsuppress\b")


class Options(RuleOptions):
    boundaries: tuple[str, ...] = Field(
        default=(),
        description="Where a process ends and everything may be caught: functions (`main`, `Worker.*`) and files (`app/workers/**`).",
        json_schema_extra={"weaker": "more"},
    )
    noqa: bool = Field(
        default=True,
        description="A `# noqa` comment for the linter's own code (BLE001, E722, S110, S112, TRY400) or pylint's silences it, too.",
        json_schema_extra={"weaker": ["false", "true"]},
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    for path in facts.source_paths(options.scope):
        if not CATCHES.search(facts.head.data(path) or b""):
            continue
        module = facts.head_modules.at(path)
        if isinstance(module, Unparsable):
            yield Unknown("what it catches", module.reason, path, module.line)
        elif module is not None:
            yield from _violations(facts, module, options)


def _violations(facts: Facts, module: "Module", options: Options) -> Iterator[Violation]:
    from tenet.facts.exceptions.accepted import is_boundary, is_silenced
    from tenet.facts.exceptions.advice import KNOWN, Advisor
    from tenet.facts.exceptions.swallowed import judged_swallowed

    advisor = Advisor(module, facts.names(Side.HEAD))
    for found, novelty in judged_swallowed(facts.change, facts.base_modules, module):
        accepted = is_boundary(found.catch.symbol, module.path, options.boundaries)
        if not accepted and not (options.noqa and is_silenced(facts.lint, module, found)):
            hidden = novelty is Novelty.BASELINE and options.scope is Scope.NEW
            yield _violation(module, found, novelty, KNOWN if hidden else advisor.advice(found))


def _violation(module: "Module", found: "Swallowed", novelty: Novelty, advice: "Advice") -> Violation:
    from tenet.facts.exceptions.advice import described

    return Violation(
        message=described(found, module),
        remedy=advice.remedy,
        path=module.path,
        line=found.line,
        end_line=found.end_line,
        key=found.treatment.fate.name,
        suggestion=advice.suggestion,
        novelty=novelty,
        data={"caught": found.catch.caught, "fate": found.treatment.fate.name.lower()},
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no generic exceptions swallowed",
    options=Options,
    check=check,
    reads_whole_files=True,
)
