"""The formats of `tenet check --format`."""

from enum import StrEnum


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    HTML = "html"
    GITHUB = "github"
    JUNIT = "junit"
    GITLAB = "gitlab"
