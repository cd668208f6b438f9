"""Runs the stand-in for another process: its URL on the first line, its state at ``GET /_state`` and, when it is ended, in a file."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from github_standin.control import state_json
from github_standin.events import pull_request_event, write_event
from github_standin.records import Permissions
from github_standin.server import StandIn


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m github_standin", description=__doc__)
    parser.add_argument("--git-dir", type=Path, help="a real git repository")
    parser.add_argument("--diff", type=Path, help="without --git-dir: the pull request's diff")
    parser.add_argument("--base", default="main")
    parser.add_argument("--head", default="feature")
    parser.add_argument("--repository", default="octo-org/service")
    parser.add_argument("--title", default="A change")
    parser.add_argument("--body")
    parser.add_argument("--merge", help="the merge commit of the two")
    parser.add_argument("--fork", help="the full name of the head's repository, if it is another one")
    parser.add_argument("--label", action="append", default=[])
    parser.add_argument("--number", type=int, default=1)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--read-only", action="store_true", help="the token of a pull request from a fork")
    parser.add_argument("--event", type=Path, help="writes the pull_request event there")
    parser.add_argument("--state", type=Path, help="writes the state there at the end; default: standard output")
    return parser.parse_args()


def main() -> int:
    """Serves until SIGTERM or SIGINT."""
    options = read_options()
    standin = StandIn(
        git_dir=options.git_dir,
        diff=options.diff.read_text(encoding="utf-8") if options.diff else "",
        base=options.base,
        head=options.head,
        repository=options.repository,
        title=options.title,
        body=options.body,
        number=options.number,
        labels=tuple(options.label),
        fork=options.fork,
        merge=options.merge,
        port=options.port,
    )
    standin.permissions = Permissions.read_only() if options.read_only else Permissions()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with standin:
        if options.event:
            write_event(pull_request_event(standin, standin.repository, standin.pull, "opened"), options.event)
        print(standin.url, flush=True)
        ended.wait()
        text = json.dumps(state_json(standin), indent=2)
    if options.state:
        options.state.write_text(text + "\n", encoding="utf-8")
    else:
        print(text, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
