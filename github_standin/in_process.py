"""The stand-in without a socket, for tests that use the library responses."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from requests import ConnectionError as BrokenConnectionError
from requests import PreparedRequest

from github_standin.exchange import Request
from github_standin.json_types import Json
from github_standin.service import Service
from github_standin.validation import without_prefix


def in_process(service: Service) -> Callable[[PreparedRequest], tuple[int, dict[str, str], str | bytes]]:
    """A callback for ``responses.add_callback``. A reset raises the error that requests raises for it."""

    def callback(prepared: PreparedRequest) -> tuple[int, dict[str, str], str | bytes]:
        parts = urlsplit(prepared.url or "")
        path = without_prefix(parts.path)
        body: Json = json.loads(prepared.body) if isinstance(prepared.body, str | bytes) and prepared.body else None
        headers = {name.lower(): str(value) for name, value in prepared.headers.items()}
        prefix = parts.path.removesuffix(path) if path != "/graphql" else ""
        answer = service.answer(Request(prepared.method or "GET", path, dict(parse_qsl(parts.query)), headers, body, prefix))
        if answer.transport == "reset":
            raise BrokenConnectionError("Connection aborted by the stand-in")
        content = answer.body if isinstance(answer.body, bytes) else "" if answer.body is None else json.dumps(answer.body)
        return answer.status, dict(answer.headers), content[: len(content) // 2] if answer.transport == "truncated" else content

    return callback
