"""`tenet publish`: posts a stored result."""

from functools import partial

from tenet.api.action import Action, run_in_workflow
from tenet.api.stored import publish_stored
from tenet.api.subject import subject_of
from tenet.api.workflow_run import NothingToReview, leave, pull_of_run
from tenet.core.errors import ExitStatus
from tenet.infrastructure.files import read_text
from tenet.schemas.event import WorkflowRunEvent, read_event


def run_publish(path: str) -> ExitStatus:
    return run_in_workflow(partial(_publish, path))


def _publish(path: str, action: Action) -> ExitStatus:
    settings = action.settings
    event = read_event(settings.event_name, read_text(settings.files.event, what="event"))
    if not isinstance(event, WorkflowRunEvent):
        return publish_stored(action, subject_of(event), path)
    found = pull_of_run(event, action.client)
    return leave(action, found) if isinstance(found, NothingToReview) else publish_stored(action, found.subject, path)
