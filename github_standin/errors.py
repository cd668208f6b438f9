"""The refusals that GitHub gives, with its status codes and error shapes."""

from __future__ import annotations

from collections.abc import Sequence

from github_standin.json_types import Json

DOCUMENTATION = "https://docs.github.com/rest"


class ApiError(Exception):
    """An answer other than success. ``errors`` go into the body as GitHub's do: texts, or objects with code and field."""

    def __init__(self, status: int, message: str, errors: Sequence[Json] = (), headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = headers or {}

    @property
    def body(self) -> dict[str, Json]:
        shared: dict[str, Json] = {"message": self.message, "documentation_url": DOCUMENTATION, "status": str(self.status)}
        return shared | ({"errors": list(self.errors)} if self.errors else {})


def not_found() -> ApiError:
    return ApiError(404, "Not Found")


def not_accessible(*permissions: str) -> ApiError:
    """The answer to a token without the permission. The header names those of which one would do, as ``checks=write``."""
    headers = {"X-Accepted-GitHub-Permissions": "; ".join(permissions)} if permissions else {}
    return ApiError(403, "Resource not accessible by integration", headers=headers)


def unprocessable(*errors: str) -> ApiError:
    """A refused review: texts that do not say which comment they mean."""
    return ApiError(422, "Unprocessable Entity", errors)


def invalid(resource: str, field: str, message: str, code: str = "custom") -> ApiError:
    """A refused field of anything else."""
    return ApiError(422, "Validation Failed", [{"resource": resource, "code": code, "field": field, "message": message}])
