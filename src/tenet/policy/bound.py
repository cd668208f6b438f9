"""A policy bound to the rules: complete, typed and ready to judge by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from tenet.core.errors import InputFault
from tenet.domain.finding import PolicyLine, Waiver
from tenet.domain.glob import PathFilter
from tenet.domain.policy import ReviewSettings, Surroundings
from tenet.domain.severity import Mode, Severity
from tenet.policy.loading import PolicyDocument
from tenet.policy.wording import shown, suggestion
from tenet.rules.rule import Rule, RuleOptions
from tenet.schemas.custom_rule import CustomRuleSection
from tenet.schemas.policy_values import UnknownHandling


@dataclass(frozen=True)
class BoundRule:
    """A rule as the policy wants it. `severity` is the weight of its findings here."""

    rule: Rule
    options: RuleOptions
    severity: Severity
    asked_by: PolicyLine | None = None
    """Where the policy switches it on."""

    @property
    def id(self) -> str:
        return self.rule.id

    @cached_property
    def paths(self) -> PathFilter:
        """Where its findings count."""
        return PathFilter.of(self.options.paths, self.options.exclude)


@dataclass(frozen=True)
class BoundPolicy:
    """What one review is judged by. `rules` are on, `dormant` are off; both in the order of the catalogue.

    `custom` are the sections that its own rules are made of. `document` keeps where each value was written.
    """

    name: str
    mode: Mode
    unknown: UnknownHandling
    surroundings: Surroundings
    review: ReviewSettings
    waivers: tuple[Waiver, ...]
    rules: tuple[BoundRule, ...]
    dormant: tuple[BoundRule, ...]
    custom: tuple[CustomRuleSection, ...]
    document: PolicyDocument

    @property
    def extends(self) -> tuple[str, ...]:
        return self.document.extends

    @cached_property
    def by_id(self) -> Mapping[str, BoundRule]:
        """The rules that are on."""
        return {bound.id: bound for bound in self.rules}


def narrow(policy: BoundPolicy, only: Iterable[str]) -> BoundPolicy:
    """The policy with these rules alone; those that it has off come on at their own severity, with its options.

    Raises InputFault for a name that is no rule.
    """
    wanted = frozenset(only)
    everything = (*policy.rules, *policy.dormant)
    known = {bound.id for bound in everything}
    for name in sorted(wanted - known):
        raise InputFault(f"there is no rule {shown(name)}", hint=suggestion(name, sorted(known)))
    kept = tuple(bound for bound in everything if bound.id in wanted)
    return replace(policy, rules=kept, dormant=tuple(bound for bound in everything if bound.id not in wanted))
