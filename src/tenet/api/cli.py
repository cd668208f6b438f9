"""The command line. Each command imports what it needs when it is called: `tenet check` never loads GitHub's client."""

import gc
import os
import traceback

import click

from tenet import __version__
from tenet.core.errors import ExitStatus, Fault
from tenet.domain.severity import FailOn, Mode
from tenet.report.formats import Format

INTERRUPTED = 130  # the status of a process that the user ended: 128 and the number of SIGINT

path_argument = click.argument("path", default=".")
policy_option = click.option("--policy", metavar="FILE", help="This policy file instead of the repository's.")
head_option = click.option("--head", metavar="REV", help="The head revision; the work tree where left out.")


def printed(text: str) -> None:
    from tenet.infrastructure.terminal import print_text

    print_text(text)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="tenet", message="%(prog)s %(version)s")
def app() -> None:
    """Reviews a change against the backend principles that its repository states in a policy file."""


@app.command()
@path_argument
@click.option("--base", metavar="REV", help="The base; the default branch where left out.")
@head_option
@policy_option
@click.option("--coverage", multiple=True, metavar="FILE", help="A coverage report or glob instead of the policy's.")
@click.option("--base-coverage", multiple=True, metavar="FILE", help="A coverage report of the base.")
@click.option("--pr", "pull_request", metavar="FILE", help="What the pull request says of itself, as JSON.")
@click.option("--only", multiple=True, metavar="RULE", help="Only this rule, on even if the policy has it off.")
@click.option("--mode", type=click.Choice(Mode, case_sensitive=False), help="`advise` reports and never fails.")
@click.option("--fail-on", type=click.Choice(FailOn, case_sensitive=False), help="The lightest severity that blocks.")
@click.option("--format", "form", type=click.Choice(Format, case_sensitive=False), default=Format.TEXT, help="How the verdict is written.")
@click.option("--output", metavar="FILE", help="Write there instead of to standard output.")
@click.option("--measured-at", metavar="REV", help="The tree that the coverage was measured on.")
@click.option("--badge", metavar="FILE", help="Write the coverage badge there: SVG, or shields.io's JSON by the name.")
def check(
    path: str,
    base: str | None,
    head: str | None,
    policy: str | None,
    coverage: tuple[str, ...],
    base_coverage: tuple[str, ...],
    pull_request: str | None,
    only: tuple[str, ...],
    mode: Mode | None,
    fail_on: FailOn | None,
    form: Format,
    output: str | None,
    measured_at: str | None,
    badge: str | None,
) -> None:
    """Reviews a change: from the merge base of --base and head to head."""
    from tenet.api.check import CheckRequest, run_check

    request = CheckRequest(
        path, base, head, policy, coverage, base_coverage, pull_request, only, mode, fail_on, form, output, measured_at, badge
    )
    raise SystemExit(run_check(request))


@app.command()
def action() -> None:
    """What the container runs: reads the runner's environment, checks, publishes."""
    from tenet.api.action import run_action

    raise SystemExit(run_action())


@app.command()
@click.argument("result", metavar="RESULT.json")
def publish(result: str) -> None:
    """Posts a stored result: the second half of the pair for pull requests from forks, in a workflow on workflow_run."""
    from tenet.api.publish import run_publish

    raise SystemExit(run_publish(result))


@app.command()
@path_argument
def init(path: str) -> None:
    """Writes a commented policy in advise mode and a workflow; overwrites nothing."""
    from tenet.api.init import run_init

    raise SystemExit(run_init(path))


@app.command()
@path_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is written.")
def doctor(path: str, form: str) -> None:
    """Says what the repository's workflows lack for the review, with the fix: permissions, triggers, checkout, coverage."""
    from tenet.api.doctor import DoctorFormat, run_doctor

    raise SystemExit(run_doctor(path, DoctorFormat(form)))


@app.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def rules(*, as_json: bool) -> None:
    """Lists the rules."""
    from tenet.api.catalogue import list_rules, list_rules_as_json

    printed(list_rules_as_json() if as_json else list_rules())


@app.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """One rule's documentation: why, bad, good, options, how to waive."""
    from tenet.api.catalogue import explain_rule

    printed(explain_rule(rule))


@app.group()
def policy() -> None:
    """Validate, show and describe policies."""


@policy.command("check")
@path_argument
@policy_option
def policy_check(path: str, policy: str | None) -> None:
    """Validates the policy: every problem with file:line:column and a hint."""
    from tenet.api.policy_commands import check_policy

    printed(check_policy(path, policy))


@policy.command("show")
@path_argument
@policy_option
def policy_show(path: str, policy: str | None) -> None:
    """The policy in force after `extends`, with where each value came from."""
    from tenet.api.policy_commands import show_policy

    printed(show_policy(path, policy))


@policy.command("schema")
def policy_schema() -> None:
    """The JSON Schema of the policy file, for editors."""
    from tenet.api.policy_commands import policy_schema_text

    printed(policy_schema_text())


@app.group()
def inspect() -> None:
    """What Tenet reads from the code without running it."""


@inspect.command("tables")
@path_argument
@head_option
@click.option("--format", "form", type=click.Choice(["json", "table"]), default="json", help="How the schema is written.")
def inspect_tables(path: str, head: str | None, form: str) -> None:
    """The database schema that the code declares, read without importing it."""
    from tenet.api.inspect import tables

    printed(tables(path, head, form))


@inspect.command("contract")
@path_argument
@head_option
@click.option("--app", "application", metavar="MODULE:NAME", help="The application; found by itself where left out.")
@click.option("--format", "form", type=click.Choice(["openapi", "table"]), default="openapi", help="How the API is written.")
def inspect_contract(path: str, head: str | None, application: str | None, form: str) -> None:
    """The API of a FastAPI application, read without importing it."""
    from tenet.api.inspect import contract

    printed(contract(path, head, application, form))


@inspect.command("imports")
@path_argument
@head_option
@click.option("--format", "form", type=click.Choice(["json", "table"]), default="json", help="How the graph is written.")
def inspect_imports(path: str, head: str | None, form: str) -> None:
    """Which module imports which, what comes from outside, and the cycles; read without importing anything."""
    from tenet.api.inspect import imports

    printed(imports(path, head, form))


@inspect.command("specs")
@path_argument
@head_option
@policy_option
@click.option("--format", "form", type=click.Choice(["json", "table"]), default="json", help="How the documents are written.")
def inspect_specs(path: str, head: str | None, policy: str | None, form: str) -> None:
    """Which spec documents cover which components and files, and where requirements are named."""
    from tenet.api.inspect import specs

    printed(specs(path, head, policy, form))


def said(fault: Fault) -> None:
    """On standard error, with control characters of names shown and not obeyed."""
    from tenet.core.text import printable, without_commands

    text = f"tenet: {fault.message}\n{fault.hint}" if fault.hint else f"tenet: {fault.message}"
    click.echo("\n".join(without_commands(printable(line)) for line in text.split("\n")), err=True)


def crashed(trace: str) -> None:
    """A traceback on standard error; what it quotes of the judged change commands no runner."""
    from tenet.core.text import displayable, without_commands

    for line in trace.split("\n"):
        click.echo(without_commands(displayable(line)), err=True)


def main() -> None:
    """Runs a command and ends the process with its status: 2 for the user's faults, 3 for the platform's and Tenet's own."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # nothing that happens to be installed runs within Tenet
    gc.disable()  # a run is short and what it makes lives to its end: looking for garbage among syntax trees took longer than parsing
    try:
        status = app(prog_name="tenet", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from error
    except click.Abort as interrupt:
        raise SystemExit(INTERRUPTED) from interrupt
    except Fault as fault:
        said(fault)
        raise SystemExit(fault.exit_status) from fault
    except Exception as error:  # a defect: told with its traceback, never taken for a verdict
        crashed(traceback.format_exc())
        click.echo("tenet: this is a defect of Tenet, and nothing was judged. Please report it with the lines above.", err=True)
        raise SystemExit(ExitStatus.PLATFORM_FAILED) from error
    else:
        raise SystemExit(status or ExitStatus.PASSED)
    finally:
        gc.freeze()  # the process ends: whatever is left goes with it
        gc.enable()
