"""The command line. Each command imports what it needs when it is called: `tenet check` never loads GitHub's client."""

import gc
import os
import traceback
from typing import Annotated

import typer

from tenet.core.errors import ExitStatus, Fault
from tenet.domain.severity import FailOn, Mode
from tenet.report.formats import Format

app = typer.Typer(
    name="tenet",
    help="Reviews a change against the backend principles that its repository states in a policy file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
policy_app = typer.Typer(help="Validate, show and describe policies.", no_args_is_help=True, rich_markup_mode=None)
inspect_app = typer.Typer(help="What Tenet reads from the code without running it.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(policy_app, name="policy")
app.add_typer(inspect_app, name="inspect")

Repository = Annotated[str, typer.Argument(metavar="PATH", help="A repository: a work tree, a folder in one, or a bare repository.")]
HeadOption = Annotated[str | None, typer.Option(metavar="REV", help="The head revision; the work tree where left out.")]
PolicyOption = Annotated[str | None, typer.Option("--policy", metavar="FILE", help="This policy file instead of the repository's.")]
OutputOption = Annotated[str | None, typer.Option("--output", metavar="FILE", help="Write there instead of to standard output.")]


def printed(text: str) -> None:
    from tenet.infrastructure.terminal import print_text

    print_text(text)


@app.command()
def check(
    path: Repository = ".",
    base: Annotated[str | None, typer.Option(metavar="REV", help="The base; the default branch where left out.")] = None,
    head: HeadOption = None,
    policy: PolicyOption = None,
    coverage: Annotated[list[str] | None, typer.Option(metavar="FILE", help="A coverage report or glob instead of the policy's.")] = None,
    base_coverage: Annotated[list[str] | None, typer.Option(metavar="FILE", help="A coverage report of the base.")] = None,
    pr: Annotated[str | None, typer.Option("--pr", metavar="FILE", help="What the pull request says of itself, as JSON.")] = None,
    only: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Only this rule, on even if the policy has it off.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="`advise` reports and never fails.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="The lightest severity that blocks.")] = None,
    output_format: Annotated[Format, typer.Option("--format", help="How the verdict is written.")] = Format.TEXT,
    output: OutputOption = None,
    measured_at: Annotated[str | None, typer.Option(metavar="REV", help="The tree that the coverage was measured on.")] = None,
) -> None:
    """Reviews a change: from the merge base of --base and head to head."""
    from tenet.api.check import CheckRequest, run_check

    request = CheckRequest(
        path=path,
        base=base,
        head=head,
        policy=policy,
        coverage=tuple(coverage or ()),
        base_coverage=tuple(base_coverage or ()),
        pull_request=pr,
        only=tuple(only or ()),
        mode=mode,
        fail_on=fail_on,
        format=output_format,
        output=output,
        measured_at=measured_at,
    )
    raise typer.Exit(run_check(request))


@app.command()
def action() -> None:
    """What the container runs: reads the runner's environment, checks, publishes."""
    from tenet.api.action import run_action

    raise typer.Exit(run_action())


@app.command()
def init(path: Repository = ".") -> None:
    """Writes a commented policy in advise mode and a workflow; overwrites nothing."""
    from tenet.api.init import run_init

    raise typer.Exit(run_init(path))


@app.command()
def rules(*, json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Lists the rules."""
    from tenet.api.catalogue import list_rules, list_rules_as_json

    printed(list_rules_as_json() if json else list_rules())


@app.command()
def explain(rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's id.")]) -> None:
    """One rule's documentation: why, bad, good, options, how to waive."""
    from tenet.api.catalogue import explain_rule

    printed(explain_rule(rule))


@policy_app.command("check")
def policy_check(path: Repository = ".", policy: PolicyOption = None) -> None:
    """Validates the policy: every problem with file:line:column and a hint."""
    from tenet.api.policy_commands import check_policy

    printed(check_policy(path, policy))


@policy_app.command("show")
def policy_show(path: Repository = ".", policy: PolicyOption = None) -> None:
    """The policy in force after `extends`, with where each value came from."""
    from tenet.api.policy_commands import show_policy

    printed(show_policy(path, policy))


@policy_app.command("schema")
def policy_schema() -> None:
    """The JSON Schema of the policy file, for editors."""
    from tenet.api.policy_commands import policy_schema_text

    printed(policy_schema_text())


@inspect_app.command("tables")
def inspect_tables(
    path: Repository = ".",
    head: HeadOption = None,
    output_format: Annotated[str, typer.Option("--format", metavar="json|table", help="How the schema is written.")] = "json",
) -> None:
    """The database schema that the code declares, read without importing it."""
    from tenet.api.inspect import tables

    printed(tables(path, head, output_format))


def version(*, show: bool) -> None:
    if show:
        from tenet import __version__

        typer.echo(f"tenet {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    show: Annotated[
        bool, typer.Option("--version", callback=lambda value: version(show=value), is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of all commands."""


def said(fault: Fault) -> None:
    """On standard error, with control characters of names shown and not obeyed."""
    from tenet.core.text import without_commands
    from tenet.report.text import visible

    text = f"tenet: {fault.message}\n{fault.hint}" if fault.hint else f"tenet: {fault.message}"
    typer.echo("\n".join(without_commands(visible(line)) for line in text.split("\n")), err=True)


def crashed(trace: str) -> None:
    """A traceback on standard error; what it quotes of the judged change commands no runner."""
    from tenet.core.text import displayable, without_commands

    for line in trace.split("\n"):
        typer.echo(without_commands(displayable(line)), err=True)


def main() -> None:
    """Runs a command and ends the process with its status: 2 for the user's faults, 3 for the platform's and Tenet's own."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # nothing that happens to be installed runs within Tenet
    gc.disable()  # a run is short and what it makes lives to its end: looking for garbage among syntax trees took longer than parsing
    try:
        app()
    except Fault as fault:
        said(fault)
        raise SystemExit(fault.exit_status) from fault
    except Exception as error:
        crashed(traceback.format_exc())
        typer.echo("tenet: this is a defect of Tenet, and nothing was judged. Please report it with the lines above.", err=True)
        raise SystemExit(ExitStatus.PLATFORM_FAILED) from error
    finally:
        gc.enable()
