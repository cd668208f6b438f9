"""`tenet publish`: posts a stored result."""

from functools import partial

from tenet.api.action import run_in_workflow
from tenet.api.job import Job
from tenet.api.stored import publish_stored
from tenet.api.subject import Nothing, subject_of
from tenet.api.workflow_run import pull_of_run
from tenet.core.errors import ExitStatus
from tenet.schemas.event import WorkflowRunEvent


def run_publish(path: str) -> ExitStatus:
    return run_in_workflow(partial(_publish, path))


def _publish(path: str, job: Job) -> ExitStatus:
    event = job.event()
    if isinstance(event, WorkflowRunEvent):
        found = pull_of_run(event, job.client)
        subject = found if isinstance(found, Nothing) else found.subject
    else:
        subject = subject_of(event)
    return job.leave(subject) if isinstance(subject, Nothing) else publish_stored(job, subject, path)
