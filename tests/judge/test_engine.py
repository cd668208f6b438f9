"""The engine, with rules that exist only here."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.change import Side
from tenet.domain.finding import Finding, NotApplicable, Novelty, Outcome, Unknown, Violation, Waiver, WaiverPlace
from tenet.domain.policy import Scope
from tenet.domain.severity import FailOn, Mode, Severity
from tenet.facts.facts import Facts
from tenet.infrastructure.terminal import NoProgress
from tenet.judge.engine import Judgement, Terms, judge
from tenet.policy.bound import BoundRule
from tenet.rules.rule import Phase, Rule, RuleOptions

TODAY = date(2026, 11, 23)
BASE = {"app.py": "a = 1\nb = 2\nc = 3\n"}
HEAD = {"app.py": "a = 1\nb = 20\nc = 3\n"}
Check = Callable[[Facts], Iterable[Outcome]]


def rule(
    check: Check, name: str = "fake-rule", severity: Severity = Severity.ERROR, phase: Phase = Phase.FACTS, *, lasting: bool = False
) -> Rule:
    return Rule(
        name, "hygiene", severity, "a principle", "A fake.", RuleOptions, lambda facts, _: iter(tuple(check(facts))), phase, lasting
    )


def says(*outcomes: Outcome) -> Check:
    return lambda _: outcomes


def on(line: int, message: str = "Wrong.", key: str = "", **more: Novelty) -> Violation:
    return Violation(message, "Mend it.", "app.py", line, key=key, **more)


def judged(
    *rules: Rule,
    options: RuleOptions | None = None,
    facts: Facts | None = None,
    mode: Mode = Mode.ENFORCE,
    fail_on: FailOn = FailOn.ERROR,
    unknown_blocks: bool = False,
    waivers: tuple[Waiver, ...] = (),
) -> Judgement:
    options = options or RuleOptions()
    bound = [BoundRule(each, options, options.severity or each.severity) for each in rules]
    return judge(facts or facts_of(BASE, HEAD), bound, Terms(mode, fail_on, unknown_blocks, waivers, TODAY), NoProgress())


def only(judgement: Judgement) -> Finding:
    (finding,) = judgement.findings
    return finding


def test_a_confidential_line_is_not_repeated_and_still_tells_findings_apart() -> None:
    open_, closed = (
        only(judged(rule(says(Violation("Wrong.", "Mend it.", "app.py", 2, confidential=hidden))))) for hidden in (False, True)
    )
    assert (open_.code, closed.code) == ("b = 20", "")
    assert open_.fingerprint == closed.fingerprint


def test_a_finding_carries_what_the_engine_knows() -> None:
    finding = only(judged(rule(says(on(2)))))
    assert (finding.rule, finding.severity, finding.blocking, finding.code, finding.principle) == (
        "fake-rule",
        Severity.ERROR,
        True,
        "b = 20",
        "a principle",
    )
    assert (finding.in_diff, finding.end_line, finding.symbol) == (True, 2, "")


def test_what_stood_on_an_untouched_line_before_stays_silent() -> None:
    judgement = judged(rule(says(on(3))))
    assert judgement.findings == []
    assert judgement.drift == []
    assert len(judgement.baseline) == 1


def test_scope_all_brings_the_baseline_back() -> None:
    assert only(judged(rule(says(on(3))), options=RuleOptions(scope=Scope.ALL))).line == 3


def test_what_the_rule_itself_found_new_or_old_is_taken_at_its_word() -> None:
    judgement = judged(rule(says(on(3, novelty=Novelty.NEW), on(1, novelty=Novelty.OLD))))
    assert [finding.line for finding in judgement.findings] == [3]
    assert [finding.line for finding in judgement.drift] == [1]
    assert not judgement.drift[0].blocking


def test_a_violation_on_a_removed_line_of_the_base_is_new() -> None:
    base, head = {"app.py": "a = 1\nb = 2\nc = 3\n"}, {"app.py": "a = 1\nc = 3\n"}
    gone = Violation("Gone.", "Bring it back.", "app.py", 2, side=Side.BASE)
    finding = only(judged(rule(says(gone)), facts=facts_of(base, head)))
    assert (finding.side, finding.code, finding.in_diff) == (Side.BASE, "b = 2", True)
    kept = Violation("Kept.", "Leave it.", "app.py", 1, side=Side.BASE)
    assert judged(rule(says(kept)), facts=facts_of(base, head)).findings == []


def test_a_file_without_a_line_is_new_if_the_change_touches_it() -> None:
    assert only(judged(rule(says(Violation("Wrong.", "Mend.", "app.py"))))).line is None
    assert judged(rule(says(Violation("Wrong.", "Mend.", "other.py")))).findings == []
    assert only(judged(rule(says(Violation("Wrong.", "Mend.", None))))).path is None


def test_the_fingerprint_survives_lines_that_shift_and_not_code_that_changes() -> None:
    def fingerprint(text: str, line: int) -> str:
        return only(judged(rule(says(on(line))), facts=facts_of({}, {"app.py": text}))).fingerprint

    first = fingerprint("def f():\n    bad()\n", 2)
    assert fingerprint("import os\n\n\ndef f():\n        bad()\n", 5) == first
    assert fingerprint("def f():\n    worse()\n", 2) != first
    assert fingerprint("def g():\n    bad()\n", 2) != first


def test_two_findings_of_the_same_code_are_told_apart() -> None:
    facts = facts_of({}, {"app.py": "bad()\nbad()\n"})
    fingerprints = [finding.fingerprint for finding in judged(rule(says(on(1), on(2), on(2, key="b"))), facts=facts).findings]
    assert len(set(fingerprints)) == 3


@pytest.mark.parametrize(
    ("mode", "fail_on", "severity", "blocks"),
    [
        (Mode.ENFORCE, FailOn.ERROR, Severity.ERROR, True),
        (Mode.ENFORCE, FailOn.ERROR, Severity.WARNING, False),
        (Mode.ENFORCE, FailOn.WARNING, Severity.WARNING, True),
        (Mode.ENFORCE, FailOn.WARNING, Severity.NOTICE, False),
        (Mode.ENFORCE, FailOn.NEVER, Severity.ERROR, False),
        (Mode.ADVISE, FailOn.WARNING, Severity.ERROR, False),
    ],
)
def test_mode_threshold_and_severity_decide_what_blocks(mode: Mode, fail_on: FailOn, severity: Severity, blocks: bool) -> None:
    assert only(judged(rule(says(on(2)), severity=severity), mode=mode, fail_on=fail_on)).blocking is blocks


def test_a_violation_may_weigh_less_than_its_rule_and_never_more() -> None:
    softer = Violation("Wrong.", "Mend.", "app.py", 2, severity=Severity.NOTICE)
    harder = Violation("Wrong.", "Mend.", "app.py", 2, severity=Severity.ERROR)
    assert only(judged(rule(says(softer)))).severity is Severity.NOTICE
    assert only(judged(rule(says(harder), severity=Severity.WARNING))).severity is Severity.WARNING


def test_before_its_day_a_rule_reports_and_does_not_block() -> None:
    assert not only(judged(rule(says(on(2))), options=RuleOptions(enforce_from=date(2026, 11, 24)))).blocking
    assert only(judged(rule(says(on(2))), options=RuleOptions(enforce_from=TODAY))).blocking


def test_paths_and_exclude_limit_a_rule() -> None:
    assert judged(rule(says(on(2))), options=RuleOptions(paths=("src/**",))).findings == []
    assert judged(rule(says(on(2))), options=RuleOptions(exclude=("*.py",))).findings == []
    whole = Violation("Wrong.", "Mend.", None)
    assert len(judged(rule(says(whole)), options=RuleOptions(paths=("src/**",))).findings) == 1


def test_what_could_not_be_told_blocks_only_where_the_policy_says_so() -> None:
    unsure = rule(says(Unknown("the table", "its name is computed", "app.py", 1)))
    assert [unknown.blocking for unknown in judged(unsure).unknown] == [False]
    assert [unknown.blocking for unknown in judged(unsure, unknown_blocks=True).unknown] == [True]
    assert [unknown.blocking for unknown in judged(unsure, unknown_blocks=True, mode=Mode.ADVISE).unknown] == [False]


def test_a_rule_passes_or_does_not_apply() -> None:
    judgement = judged(rule(says(), "quiet-rule"), rule(says(NotApplicable("there is nothing")), "idle-rule"))
    assert judgement.passed == ["quiet-rule"]
    assert [(skip.rule, skip.reason) for skip in judgement.skipped] == [("idle-rule", "there is nothing")]


def test_a_bug_is_raised_with_the_name_of_the_rule() -> None:
    def breaks(_: Facts) -> Iterable[Outcome]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as raised:
        judged(rule(breaks))
    assert raised.value.__notes__ == ["while the rule fake-rule was judging"]


def test_a_line_waiver_with_a_reason_accepts_a_finding_and_keeps_it() -> None:
    facts = facts_of(BASE, {"app.py": "a = 1\nb = 20  # tenet: allow[fake-rule] it is fine\nc = 3\n"})
    finding = only(judged(rule(says(on(2))), facts=facts))
    assert finding.waived is not None
    assert (finding.waived.reason, finding.blocking) == ("it is fine", False)


def test_a_policy_waiver_holds_until_its_last_day() -> None:
    def waiver(until: date) -> Waiver:
        return Waiver(frozenset({"fake-rule"}), "vendor", WaiverPlace.POLICY, "tenet.yml:9", paths=("*.py",), until=until)

    assert only(judged(rule(says(on(2))), waivers=(waiver(TODAY),))).waived is not None
    assert only(judged(rule(says(on(2))), waivers=(waiver(date(2026, 11, 22)),))).waived is None


def unused(facts: Facts, *rules: Rule, waivers: tuple[Waiver, ...] = ()) -> list[str]:
    def tells(late: Facts) -> Iterable[Outcome]:
        return (
            Violation(each.reason, "Remove it.", each.waiver.path, each.waiver.line, novelty=Novelty.NEW) for each in late.unused_waivers
        )

    found = judged(*rules, rule(tells, "unused-waiver", phase=Phase.WAIVERS), facts=facts, waivers=waivers)
    return [finding.message for finding in found.findings if finding.rule == "unused-waiver"]


def test_a_waiver_of_an_old_finding_is_not_called_unused() -> None:
    text = "a = 1  # tenet: allow[fake-rule] old and fine\n"
    facts = facts_of({"app.py": text + "b = 2\n"}, {"app.py": text + "b = 3\n"})
    assert unused(facts, rule(says(on(1)), lasting=True)) == []
    assert len(unused(facts, rule(says(), lasting=True))) == 1


def test_a_waiver_for_a_rule_that_compares_is_judged_only_where_it_is_written() -> None:
    text = "a = 1  # tenet: allow[fake-rule] accepted earlier\n"
    old = facts_of({"app.py": text + "b = 2\n"}, {"app.py": text + "b = 3\n"})
    new = facts_of({"app.py": "b = 2\n"}, {"app.py": text + "b = 2\n"})
    assert unused(old, rule(says())) == []
    assert len(unused(new, rule(says()))) == 1


def test_an_expired_waiver_of_the_policy_is_unused() -> None:
    expired = Waiver(frozenset({"fake-rule"}), "vendor", WaiverPlace.POLICY, "tenet.yml:9", "tenet.yml", 9, until=date(2026, 1, 1))
    assert len(unused(facts_of(BASE, HEAD), rule(says()), waivers=(expired,))) == 1


def test_code_that_nests_too_deeply_for_one_rule_is_unknown_and_the_others_are_judged() -> None:
    def endless(facts: Facts) -> Iterable[Outcome]:
        return endless(facts)

    judgement = judged(rule(endless, "deep-rule"), rule(says(on(2)), "other-rule"))
    assert [unknown.rule for unknown in judgement.unknown] == ["deep-rule"]
    assert [finding.rule for finding in judgement.findings] == ["other-rule"]


def test_a_carriage_return_does_not_move_a_finding_out_of_the_change() -> None:
    base, head = {"app.py": "a = 1\rb = 2\nc = 3\n"}, {"app.py": "a = 1\rb = 2\nc = 4\n"}
    assert len(judged(rule(says(on(1))), facts=facts_of(base, head)).findings) == 1
    assert len(judged(rule(says(on(1))), facts=facts_of(BASE, HEAD)).findings) == 0
