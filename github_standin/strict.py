"""What GitHub refuses or ignores although its description lets it through: unknown keys, limits, anchors, headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from github_standin.description import Operation, resolved
from github_standin.diff import Diff, Side
from github_standin.json_types import Json, JsonObject, as_list, as_object, optional_number, text

BODY_LIMIT = 65_536
CHECK_TEXT_LIMIT = 65_535
ANNOTATION_LIMIT = 50
ANNOTATION_BYTES = 64 * 1024
PER_PAGE_LIMIT = 100
API_VERSIONS = frozenset({"2022-11-28", "2026-03-10"})
COMMENT_OPERATIONS = frozenset({"pulls/create-review-comment"})


def unknown_keys(value: Json, schema: JsonObject, place: str = "body") -> Iterator[str]:
    """Keys that no branch of the schema declares. GitHub ignores them, so what they were to do does not happen."""
    schema = resolved(schema)
    if isinstance(value, Mapping):
        properties = _properties(schema)
        for key, item in value.items():
            if key in properties:
                yield from unknown_keys(item, as_object(properties[key]), f"{place}.{key}")
            elif properties and not schema.get("additionalProperties"):
                yield f"{place}: unknown key '{key}'"
    for index, item in enumerate(as_list(value)):
        yield from unknown_keys(item, as_object(schema.get("items")), f"{place}[{index}]")


def _properties(schema: JsonObject) -> dict[str, Json]:
    found = dict(as_object(schema.get("properties")))
    for word in ("allOf", "anyOf", "oneOf"):
        for branch in as_list(schema.get(word)):
            for key, item in _properties(resolved(as_object(branch))).items():
                found.setdefault(key, item)
    return found


def query_errors(operation: Operation, query: Mapping[str, str]) -> Iterator[str]:
    """Unknown query parameters, and values that GitHub would bend silently."""
    known = {text(each, "name"): as_object(each.get("schema")) for each in operation.parameters("query")}
    for name, value in query.items():
        if name not in known:
            yield f"query: unknown parameter '{name}'"
            continue
        schema = known[name]
        if schema.get("type") == "integer" and not value.isdigit():
            yield f"query: {name} must be a whole number, not '{value}'"
        elif "enum" in schema and value not in as_list(schema["enum"]):
            yield f"query: {name} must be one of {as_list(schema['enum'])}, not '{value}'"
        elif name == "per_page" and not 1 <= int(value) <= PER_PAGE_LIMIT:
            yield f"query: per_page must be 1 to {PER_PAGE_LIMIT}, not {value}"


def header_errors(headers: Mapping[str, str], *, writes: bool) -> Iterator[str]:
    """Headers that GitHub requires or advises. Names are compared without case."""
    given = {name.lower(): value for name, value in headers.items()}
    for name in ("User-Agent", "Accept", "Authorization"):
        if not given.get(name.lower()):
            yield f"headers: {name} is missing"
    version = given.get("x-github-api-version")
    if version not in API_VERSIONS:
        yield f"headers: X-GitHub-Api-Version must be one of {sorted(API_VERSIONS)}, not {version}"
    if writes and not given.get("content-type", "").startswith("application/json"):
        yield "headers: Content-Type must be application/json for a request with a body"


def body_errors(operation: Operation, body: JsonObject, diff: Diff | None) -> Iterator[str]:
    """The rules that depend on the operation. ``diff`` adds the check that an anchor is on the pull request's hunks."""
    if len(text(body, "body")) > BODY_LIMIT:
        yield f"body: text of {len(text(body, 'body'))} characters, {BODY_LIMIT} at most"
    if "body" in body and operation.name not in {"pulls/create-review", "pulls/submit-review"} and not text(body, "body").strip():
        yield "body: text is blank"
    if operation.name in {"checks/create", "checks/update"}:
        yield from _check_run_errors(operation, body)
    if operation.name == "pulls/create-review":
        yield from _review_errors(body, diff)
    if operation.name in COMMENT_OPERATIONS:
        yield from anchor_errors(body, diff, "body")


def _check_run_errors(operation: Operation, body: JsonObject) -> Iterator[str]:
    output = as_object(body.get("output"))
    if body.get("status") == "completed" and not body.get("conclusion"):
        yield "body: status completed needs a conclusion"
    if body.get("completed_at") and not body.get("conclusion"):
        yield "body: completed_at needs a conclusion"
    if body.get("conclusion") and body.get("status") not in {None, "completed"}:
        yield "body: a conclusion makes the status completed, the body says otherwise"
    if body.get("conclusion") == "stale":
        yield "body: only GitHub sets the conclusion stale"
    if operation.name == "checks/update" and output and "title" not in output:
        yield "body.output: title is missing"
    for key in ("summary", "text"):
        if len(text(output, key).encode()) > CHECK_TEXT_LIMIT:
            yield f"body.output.{key}: more than {CHECK_TEXT_LIMIT} bytes"
    annotations = as_list(output.get("annotations"))
    if len(annotations) > ANNOTATION_LIMIT:
        yield f"body.output.annotations: {len(annotations)} in one request, {ANNOTATION_LIMIT} at most"
    for index, annotation in enumerate(annotations):
        yield from _annotation_errors(as_object(annotation), f"body.output.annotations[{index}]")


def _annotation_errors(annotation: JsonObject, place: str) -> Iterator[str]:
    start, end = optional_number(annotation, "start_line"), optional_number(annotation, "end_line")
    if start is not None and end is not None and not 1 <= start <= end:
        yield f"{place}: start_line {start} and end_line {end} are not a range"
    if start != end and ("start_column" in annotation or "end_column" in annotation):
        yield f"{place}: columns need start_line and end_line to be the same"
    for key, limit in (("message", ANNOTATION_BYTES), ("raw_details", ANNOTATION_BYTES), ("title", 255)):
        if len(text(annotation, key).encode()) > limit:
            yield f"{place}.{key}: more than {limit} bytes"


def _review_errors(body: JsonObject, diff: Diff | None) -> Iterator[str]:
    comments = as_list(body.get("comments"))
    event = body.get("event")
    if not event:
        yield "body: no event, so the review stays pending and nobody sees it"
    if not text(body, "body").strip() and (event == "REQUEST_CHANGES" or (event == "COMMENT" and not comments)):
        yield "body: a review needs a body, or comments where its event is COMMENT"
    if not body.get("commit_id"):
        yield "body: no commit_id, so a push in between moves the review to another commit"
    for index, comment in enumerate(comments):
        place = f"body.comments[{index}]"
        words = text(as_object(comment), "body")
        if not words.strip():
            yield f"{place}: text is blank"
        if len(words) > BODY_LIMIT:
            yield f"{place}: text of {len(words)} characters, {BODY_LIMIT} at most"
        yield from anchor_errors(as_object(comment), diff, place)


def anchor_errors(comment: JsonObject, diff: Diff | None, place: str) -> Iterator[str]:
    """Where a review comment stands: line with side, a range from start_line to line, on one hunk of the diff."""
    if "position" in comment:
        yield f"{place}: position is deprecated, use line and side"
        return
    if comment.get("subject_type") == "file" or "in_reply_to" in comment:
        return
    line, start = optional_number(comment, "line"), optional_number(comment, "start_line")
    if line is None or line < 1:
        yield f"{place}: line is missing or below 1"
    if comment.get("side") not in {"LEFT", "RIGHT"}:
        yield f"{place}: side must be LEFT or RIGHT"
    if "start_line" in comment:
        if start is None or line is None or not 1 <= start < line:
            yield f"{place}: start_line must be a line before line"
        if comment.get("start_side") not in {"LEFT", "RIGHT"}:
            yield f"{place}: start_line needs start_side LEFT or RIGHT"
    elif "start_side" in comment:
        yield f"{place}: start_side without start_line"
    if diff is not None and line is not None and not accepted(comment, diff):
        yield f"{place}: {text(comment, 'path')}:{line} is not inside one hunk of the diff"


def accepted(comment: JsonObject, diff: Diff) -> bool:
    """Whether the pull request's diff has the comment's lines."""
    start_side = side_of(comment["start_side"]) if comment.get("start_side") else None
    line = optional_number(comment, "line") or 0
    return diff.accepts(text(comment, "path"), side_of(comment.get("side")), line, optional_number(comment, "start_line"), start_side)


def side_of(name: Json) -> Side:
    """The side that a body names; GitHub takes RIGHT where it names none."""
    return "LEFT" if name == "LEFT" else "RIGHT"
