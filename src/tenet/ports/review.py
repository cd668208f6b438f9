"""The review on the pull request: reading what is there, apart from writing."""

from collections.abc import Callable
from typing import Protocol

from tenet.domain.review_plan import HeldBack, Posted, ReviewPlan, ReviewTarget
from tenet.domain.review_receipt import Receipt

Planner = Callable[[Posted, HeldBack], ReviewPlan]
"""Plans again, when something could not be said inline: the summary and the check run then say it."""


class ReviewSource(Protocol):
    def posted(self, target: ReviewTarget, name: str) -> Posted:
        """Our own comments of every configuration, and the check runs called `name`. Raises PlatformFault."""
        ...


class ReviewSink(Protocol):
    def carry_out(self, plan: ReviewPlan, target: ReviewTarget, planner: Planner) -> Receipt:
        """Writes what the plan says. What could not be written is in the receipt; nothing is raised for it."""
        ...
