"""What a pull request says of itself, from a file: Tenet's own short form, or a webhook payload of GitHub's."""

from pydantic import BaseModel, ConfigDict, ValidationError

from tenet.core.errors import InputFault
from tenet.domain.change import Commit, PullRequest

SHAPE = "Give `{title, body, labels: [text], commits: [{sha, message}]}`, or a webhook payload with `pull_request`."


class DescriptionPart(BaseModel):
    model_config = ConfigDict(frozen=True)


class CommitPart(DescriptionPart):
    sha: str
    message: str


class LabelPart(DescriptionPart):
    name: str


class Description(DescriptionPart):
    """The short form. Keys of other names are mistakes."""

    model_config = ConfigDict(extra="forbid")

    title: str = ""
    body: str | None = None
    labels: tuple[str, ...] = ()
    commits: tuple[CommitPart, ...] = ()


class PayloadPart(DescriptionPart):
    """Of a payload; commits are not in it and come from git."""

    title: str = ""
    body: str | None = None
    labels: tuple[LabelPart, ...] = ()


class Payload(DescriptionPart):
    """A webhook payload; in the short form there is no `pull_request`."""

    pull_request: PayloadPart | None = None


def read_pull_request(text: str, file: str) -> PullRequest:
    """The description in a file's text. Raises InputFault that names the file and the place in it."""
    try:
        part = Payload.model_validate_json(text).pull_request
        if part is not None:
            return PullRequest(part.title, part.body or "", tuple(label.name for label in part.labels))
        own = Description.model_validate_json(text)
    except ValidationError as error:
        where = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'the whole'}: {each['msg']}" for each in error.errors(include_input=False))
        raise InputFault(f"{file}: the description of the pull request cannot be read: {where}.", hint=SHAPE) from error
    commits = tuple(Commit(each.sha, each.message) for each in own.commits)
    return PullRequest(own.title, own.body or "", own.labels, commits)
