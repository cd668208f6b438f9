"""Git over HTTP, served by git's own CGI program (git-http-backend(1)): fetching by SHA, as GitHub allows it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REQUEST = re.compile(r"^/(?P<name>[^/]+/[^/]+?)\.git(?P<rest>/info/refs|/git-upload-pack)$")
SETTINGS = {"http.uploadpack": "true", "uploadpack.allowAnySHA1InWant": "true", "safe.directory": "*"}


@dataclass(frozen=True)
class GitAnswer:
    status: int
    headers: Mapping[str, str]
    content: bytes


def answer_git(git_dir: Path, rest: str, method: str, query: str, headers: Mapping[str, str], content: bytes) -> GitAnswer:
    """One request of a git client for the repository at ``git_dir``."""
    pairs = {
        f"GIT_CONFIG_{part}_{at}": text
        for at, pair in enumerate(SETTINGS.items())
        for part, text in zip(("KEY", "VALUE"), pair, strict=True)
    }
    variables = {
        "GIT_PROJECT_ROOT": str(git_dir),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_CONFIG_COUNT": str(len(SETTINGS)),
        "PATH_INFO": rest,
        "REQUEST_METHOD": method,
        "QUERY_STRING": query,
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(content)),
        "HTTP_CONTENT_ENCODING": headers.get("content-encoding", ""),
        "GIT_PROTOCOL": headers.get("git-protocol", ""),
        "REMOTE_ADDR": "127.0.0.1",
    }
    done = subprocess.run(["git", "http-backend"], input=content, capture_output=True, env=os.environ | pairs | variables, check=False)
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
    status = int(fields.pop("Status", "200 OK").split(" ")[0])
    return GitAnswer(status, fields, body)
