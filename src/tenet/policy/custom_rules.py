"""Rules of the repository's own, made of the patterns under `custom`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from tenet.core.errors import PolicyProblem
from tenet.domain.finding import Outcome, Unknown, Violation
from tenet.domain.language import SUFFIXES, Language
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.patterns.pattern import Pattern, WrongPattern, too_much_for_a_pattern
from tenet.facts.python.parsed_files import Unparsable
from tenet.policy.bound import BoundRule
from tenet.policy.nodes import MapNode, Place, place_at
from tenet.policy.rule_settings import policy_line
from tenet.policy.wording import problem, shown
from tenet.rules.rule import Phase, Rule, RuleOptions
from tenet.schemas.custom_rule import CustomRuleSection
from tenet.schemas.policy_values import Strictness

GROUP = "custom"
MANUAL = """{message}

This rule is the repository's own: the policy states it under `custom`. It looks for a pattern of {language} syntax.
{note}"""


def custom_rule(section: CustomRuleSection) -> Rule:
    """The rule of a section of the policy."""
    severity = Severity.WARNING if section.severity is Strictness.OFF else Severity(section.severity.value)
    manual = MANUAL.format(message=section.message, language=section.language.value, note=section.note).strip()
    run = partial(_check, section, _pattern(section))
    return Rule(section.id, GROUP, severity, "the repository's own rule", manual, RuleOptions, run, Phase.FACTS, reads_whole_files=True)


def bound_as_stated(section: CustomRuleSection, rule: Rule, place: Place) -> BoundRule:
    """As `custom` alone states it; the policy's `rules` may say otherwise."""
    options = RuleOptions(severity=rule.severity, paths=section.paths, exclude=section.exclude)
    return BoundRule(rule, options, rule.severity, policy_line(place))


def with_stated_paths(bound: BoundRule, section: CustomRuleSection) -> BoundRule:
    """A custom rule that `rules` tunes keeps the paths of `custom` where it sets none of its own."""
    kept = {name: getattr(section, name) for name in ("paths", "exclude") if not getattr(bound.options, name)}
    return replace(bound, options=bound.options.model_copy(update=kept))


def _pattern(section: CustomRuleSection) -> Pattern:
    return Pattern(section.language, section.configuration())


def _check(section: CustomRuleSection, pattern: Pattern, facts: Facts, options: RuleOptions) -> Iterator[Outcome]:
    for path in facts.paths.ending(SUFFIXES[section.language], options.scope):
        text = facts.head.text(path)
        reason = _unsearchable(section.language, path, text, facts)
        if reason:
            yield Unknown(f"the pattern of {section.id}", reason, path)
        elif text is not None:
            for match in pattern.matches(text, section.message):
                yield Violation(match.message, section.note, path, match.line, match.end_line, data={"text": match.text[:1000]})


def _unsearchable(language: Language, path: str, text: str | None, facts: Facts) -> str:
    """Why a file is not searched, or nothing."""
    if text is None:
        return "it cannot be read"
    module = facts.head_modules.at(path) if language is Language.PYTHON and path.endswith(".py") else None
    return module.reason if isinstance(module, Unparsable) else too_much_for_a_pattern(text)


def wrong_patterns(sections: Mapping[int, CustomRuleSection], root: MapNode) -> Iterator[PolicyProblem]:
    """Rules that ast-grep does not take, by their index under `custom`."""
    for at, section in sections.items():
        try:
            _pattern(section).validate()
        except WrongPattern as error:
            yield problem(place_at(root, (GROUP, at, "rule")), f"ast-grep cannot use the rule of {shown(section.id)}: {error}")


def failed_tests(sections: Mapping[int, CustomRuleSection], root: MapNode) -> Iterator[PolicyProblem]:
    """The tests beside custom rules that do not hold, each with its place."""
    for at, section in sections.items():
        pattern = _pattern(section)
        for kind, wanted, said in (("invalid", True, "finds nothing in it"), ("valid", False, "finds something in it")):
            for index, text in enumerate(getattr(section.tests, kind)):
                if any(True for _ in pattern.matches(text, "")) is not wanted:
                    place = place_at(root, (GROUP, at, "tests", kind, index))
                    yield problem(place, f"the rule {shown(section.id)} {said}, and `{kind}` says otherwise")
