"""The stand-in on a loopback port."""

from __future__ import annotations

import json
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from github_standin.exchange import Answer, Request
from github_standin.git import GitRepository
from github_standin.git_http import REQUEST, answer_git
from github_standin.json_types import Json
from github_standin.records import PullRequest
from github_standin.service import Service
from github_standin.state import Repository
from github_standin.validation import without_prefix

LINGER_NOT = struct.pack("ii", 1, 0)


class StandIn(Service):
    """A GitHub with one repository to begin with, served while the ``with`` block runs.

    ``git_dir`` is a real git repository: the pull request from ``head`` to ``base`` then has its diff, commits and trees.
    Without it, ``diff`` is the pull request's change as git prints it. Without ``head`` no pull request is opened;
    ``repository.add_pull`` opens more, and says what the other options mean.
    """

    def __init__(
        self,
        *,
        git_dir: Path | str | None = None,
        diff: str = "",
        base: str = "main",
        head: str = "feature",
        repository: str = "octo-org/service",
        title: str = "A change",
        body: str | None = None,
        number: int = 1,
        labels: tuple[str, ...] = (),
        fork: str | None = None,
        merge: str | None = None,
        port: int = 0,
    ) -> None:
        super().__init__()
        self.port = port
        self.repository = self.add_repository(repository, git_dir)
        if head:
            self.repository.add_pull(
                base=base, head=head, diff=diff, number=number, title=title, body=body, labels=labels, fork=fork, merge=merge
            )
        self._server: ThreadingHTTPServer | None = None

    @property
    def pull(self) -> PullRequest:
        """The first pull request of the first repository."""
        return next(iter(self.repository.pulls.values()))

    def add_repository(self, full_name: str, git_dir: Path | str | None = None) -> Repository:
        """One more repository, with its objects in ``git_dir`` if given."""
        git = GitRepository(Path(git_dir)) if git_dir else None
        found = Repository(full_name, git, id=186_853_002 + 2 * len(self.repositories), counter=self.counter)
        self.repositories[full_name] = found
        return found

    def start(self) -> Self:
        """Binds the port and serves in a thread. The port is known from here on in ``url``."""
        service: StandIn = self

        class Handler(HttpHandler):
            standin = service

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


class HttpHandler(BaseHTTPRequestHandler):
    """Turns HTTP into requests and answers into HTTP."""

    standin: StandIn
    protocol_version = "HTTP/1.1"
    server_version = "GitHub.com"
    disable_nagle_algorithm = True  # else the body waits 40 ms for the acknowledgement of the headers

    def log_message(self, format: str, *args: str) -> None:  # noqa: A002 (the base class names it)
        """Says nothing: the log is in ``requests``."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        path = without_prefix(parts.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self._serve_git(parts.path, parts.query, headers, raw):
            return
        try:
            body: Json = json.loads(raw) if raw else None
        except ValueError:
            self._send(Answer(400, {"message": "Problems parsing JSON"}))
            return
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        prefix = parts.path.removesuffix(path) if path != "/graphql" else ""
        self._send(self.standin.answer(Request(self.command, path, query, headers, body, prefix)))

    def _serve_git(self, path: str, query: str, headers: dict[str, str], content: bytes) -> bool:
        """Whether it was a git client's request, for a repository that has objects; those are not in the log of the API."""
        asked = REQUEST.match(path)
        repository = self.standin.repositories.get(asked["name"]) if asked else None
        if asked is None or repository is None or repository.git is None:
            return False
        answer = answer_git(repository.git.path, asked["rest"], self.command, query, headers, content)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)
        return True

    def _send(self, answer: Answer) -> None:
        if answer.transport == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
            self.close_connection = True
            self.connection.close()
            return
        content = answer.body if isinstance(answer.body, bytes) else b"" if answer.body is None else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **answer.headers}.items():
            self.send_header(name, value)
        cut = len(content) // 2 if answer.transport == "truncated" else len(content)
        self.send_header("Content-Length", str(cut))
        self.end_headers()
        self.wfile.write(content[:cut])
