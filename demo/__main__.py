"""Opens a pull request on a GitHub stand-in, runs the action on it, and shows what it posted."""

import argparse
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from demo.git import GitError
from demo.page import page
from demo.repository import Proposal, build_example, check_out, import_change
from demo.run import ActionRun, JobError, run_action, run_tests, serve
from demo.screenshot import SHOTS, find_browser, take
from demo.show import show
from demo.stopwatch import Stopwatch
from demo.view import PullView, view

EXAMPLE = Path(__file__).parent.parent / "examples/orders"


@dataclass(frozen=True, slots=True)
class Demo:
    """What came of the demo. `server` is the address that the stand-in had."""

    shown: PullView
    run: ActionRun
    server: str


class Options(argparse.Namespace):
    """The command line's options."""

    repo: Path | None
    base: str
    head: str
    coverage: Path | None
    output: Path
    screenshot: Path | None


def example(root: Path, watch: Stopwatch) -> Demo:
    """The pull request of the example service, tested as its workflow tests it."""
    with watch.part("repository"):
        proposal = build_example(root, EXAMPLE)
        check_out(proposal, root / "workspace", proposal.merge or proposal.head, root / "home")
    with watch.part("tests of the service"):
        run_tests(root / "workspace", root / "home")
    with watch.part("tests of its base"):  # a workflow would download what the base's last run left
        check_out(proposal, root / "base", proposal.base, root / "home")
        run_tests(root / "base", root / "home")
        shutil.copyfile(root / "base" / "coverage.xml", root / "workspace" / "base-coverage.xml")
    return _review(root, proposal, "octo-org/orders", {"base-coverage": "base-coverage.xml"}, watch)


def change(root: Path, options: Options, watch: Stopwatch) -> Demo:
    """A change of any repository. With a coverage report head itself is checked out, since that is what was measured."""
    repository, coverage = options.repo or Path(), options.coverage
    with watch.part("repository"):
        proposal = import_change(root, repository, options.base, options.head)
        revision = proposal.head if coverage or proposal.merge is None else proposal.merge
        check_out(proposal, root / "workspace", revision, root / "home")
    inputs = {}
    if coverage:
        shutil.copyfile(coverage, root / "workspace" / coverage.name)
        inputs["coverage"] = coverage.name
    return _review(root, proposal, f"octo-org/{repository.resolve().name}", inputs, watch)


def _review(root: Path, proposal: Proposal, name: str, inputs: dict[str, str], watch: Stopwatch) -> Demo:
    with serve(proposal, name) as github:
        with watch.part("action"):
            run = run_action(github, root / "workspace", root / "runner", inputs)
        invalid = [f"{each.method} {each.path}: {'; '.join(each.errors)}" for each in github.invalid]
        if invalid:
            raise JobError("The action sent what GitHub's description does not allow:\n" + "\n".join(invalid))
        return Demo(view(github.repository, proposal.number), run, github.url)


def arguments() -> Options:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--repo", type=Path, help="a repository of your own; without it, the example service")
    parser.add_argument("--base", default="main", help="with --repo: the revision to merge into (default: main)")
    parser.add_argument("--head", default="HEAD", help="with --repo: the revision with the change (default: HEAD)")
    parser.add_argument("--coverage", type=Path, help="with --repo: a coverage report, measured at the head revision")
    parser.add_argument("--output", type=Path, default=Path("build/demo.html"), help="the page (default: build/demo.html)")
    parser.add_argument(
        "--screenshot", type=Path, help="pictures as PNG: the conversation, and NAME-files.png and so on of its parts; needs chromium"
    )
    return parser.parse_args(namespace=Options())


def main() -> int:
    """Status 0 if the demo worked, whatever the review says; 1 if a part of it failed; 2 if an option is wrong."""
    options, console, watch = arguments(), Console(), Stopwatch()
    if options.coverage and not options.coverage.is_file():
        console.print(f"There is no coverage report {options.coverage}.", style="red", markup=False)
        return 2
    try:
        with tempfile.TemporaryDirectory(prefix="tenet-demo-") as folder:
            root = Path(folder).resolve()
            done = change(root, options, watch) if options.repo else example(root, watch)
    except (GitError, JobError) as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        return 2 if isinstance(error, GitError) else 1
    with watch.part("page"):
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(page(done.shown, done.run, watch.parts, done.server), encoding="utf-8")
    show(console, done.shown, done.run)
    if options.screenshot:
        _picture(console, options.output, options.screenshot)
    console.print(" · ".join(f"{name} {seconds:.2f} s" for name, seconds in watch.parts.items()), style="dim", highlight=False)
    console.print(f"The pull request as a page: {options.output.resolve()}", highlight=False, soft_wrap=True, markup=False)
    return 0


def _picture(console: Console, page_path: Path, picture: Path) -> None:
    browser = find_browser()
    if browser is None:
        console.print("No picture: there is no chromium here.", style="yellow")
        return
    html = page_path.read_text(encoding="utf-8")
    for shot in SHOTS:
        path = picture.with_stem(f"{picture.stem}{shot.name}")
        take(browser, html, shot, path)
        console.print(f"Its picture: {path.resolve()}", highlight=False, soft_wrap=True, markup=False)


if __name__ == "__main__":
    sys.exit(main())
