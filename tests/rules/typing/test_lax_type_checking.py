"""`lax-type-checking`, beside the examples of its manual page."""

from collections.abc import Mapping
from textwrap import dedent
from time import process_time

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Unknown, Violation
from tenet.domain.policy import Scope
from tenet.facts.typing.silencing_comments import silencing_comments
from tenet.rules.typing.lax_type_checking import RULE, Options

DEFAULTS = Options()
CODE = {"shop/orders.py": "x = 1\n"}
STRICT = '[project]\nname = "shop"\n\n[tool.mypy]\nplugins = ["pydantic.mypy"]\nstrict = true\n'
PATH = "shop/orders.py"


def outcomes(base: Mapping[str, str], head: Mapping[str, str], options: Options = DEFAULTS) -> list[Outcome]:
    return list(RULE.run(facts_of({**CODE, **base}, {**CODE, **head}), options))


def violations(base: Mapping[str, str], head: Mapping[str, str], options: Options = DEFAULTS) -> list[Violation]:
    return [one for one in outcomes(base, head, options) if isinstance(one, Violation)]


def new(base: Mapping[str, str], head: Mapping[str, str], options: Options = DEFAULTS) -> list[Violation]:
    return [one for one in violations(base, head, options) if one.novelty is Novelty.NEW]


def of_pyproject(base: str, head: str, options: Options = DEFAULTS) -> list[Violation]:
    return new({"pyproject.toml": base}, {"pyproject.toml": head}, options)


@pytest.mark.parametrize(
    ("added", "line", "shown"),
    [
        ("ignore_errors = true\n", 7, "`ignore_errors = true`"),
        ('disable_error_code = ["arg-type", "misc"]\n', 7, "`disable_error_code = arg-type`"),
        ("ignore_missing_imports = true\n", 7, "`ignore_missing_imports = true`"),
        ('follow_imports = "skip"\n', 7, "`follow_imports = skip`"),
        ("disallow_untyped_defs = false\n", 7, "`disallow_untyped_defs = false`"),
        ('[[tool.mypy.overrides]]\nmodule = "shop.orders"\nignore_errors = true\n', 9, "`ignore_errors = true` for `shop.orders`"),
        ('[[tool.mypy.overrides]]\nmodule = ["shop.*"]\nstrict_equality = false\n', 9, "`strict_equality = false` for `shop.*`"),
        ('[[tool.mypy.overrides]]\nmodule = "*"\nignore_missing_imports = true\n', 9, "`ignore_missing_imports = true` for `*`"),
    ],
)  # fmt: skip
def test_what_makes_mypy_check_less_is_told_on_its_line(added: str, line: int, shown: str) -> None:
    found = of_pyproject(STRICT, STRICT + added)
    assert [one.line for one in found] == [line] * len(found)
    assert shown in found[0].message


@pytest.mark.parametrize(
    "added",
    [
        '[[tool.mypy.overrides]]\nmodule = "boto3.*"\nignore_missing_imports = true\n',
        '[[tool.mypy.overrides]]\nmodule = "celery.*"\nignore_errors = true\n',
        '[[tool.mypy.overrides]]\nmodule = "tests.*"\ndisallow_untyped_defs = false\n',
        '[[tool.mypy.overrides]]\nmodule = ["shop.migrations.*", "tests"]\nignore_errors = true\n',
        '[[tool.mypy.overrides]]\nmodule = "shop.orders"\ndisallow_any_explicit = true\n',
        "warn_unreachable = true\n",
        '[tool.pydantic-mypy]\ninit_typed = true\n\n[tool.ruff]\nignore = ["E501"]\n',
    ],
)
def test_libraries_tests_and_stricter_settings_are_silent(added: str) -> None:
    assert of_pyproject(STRICT, STRICT + added) == []


def test_strict_mode_turned_off_stands_on_its_line_and_removed_on_that_of_the_base() -> None:
    (off,) = of_pyproject(STRICT, STRICT.replace("strict = true", "strict = false"))
    assert (off.line, off.side) == (6, Side.HEAD)
    assert off.message == "`strict = false` makes mypy check less than before; it was `true`."
    (gone,) = of_pyproject(STRICT, STRICT.replace("strict = true\n", ""))
    assert (gone.line, gone.side, gone.path) == (6, Side.BASE, "pyproject.toml")
    assert gone.message == "`strict = true` of mypy is gone, and nothing as strict is in its place."


@pytest.mark.parametrize(
    "head",
    [
        {"mypy.ini": "[mypy]\nstrict = True\n", "pyproject.toml": '[project]\nname = "shop"\n'},
        {"setup.cfg": "[mypy]\nstrict = yes\n", "pyproject.toml": '[project]\nname = "shop"\n'},
        {"pyrightconfig.json": '{\n  // as strict\n  "typeCheckingMode": "strict",\n}\n', "pyproject.toml": '[project]\nname = "shop"\n'},
        {"pyproject.toml": "[tool.mypy]\ndisallow_untyped_defs = true\ndisallow_any_generics = true\n"},
        {"pyproject.toml": "[tool.basedpyright]\ninclude = ['src']\n"},
        {"pyproject.toml": "[tool.ty.rules]\nall = 'error'\n"},
    ],
)
def test_strict_mode_that_moves_or_is_another_tools_is_silent(head: Mapping[str, str]) -> None:
    assert new({"pyproject.toml": STRICT}, head) == []


def test_a_flag_that_goes_is_told_where_there_is_no_strict_mode() -> None:
    base = "[tool.mypy]\nwarn_return_any = true\ncheck_untyped_defs = true\n"
    (found,) = of_pyproject(base, "[tool.mypy]\nwarn_return_any = true\n")
    assert (found.line, found.side) == (3, Side.BASE)
    assert of_pyproject(base, "[tool.mypy]\nstrict = true\n") == []


@pytest.mark.parametrize(
    ("base", "head", "line"),
    [
        ("[mypy]\nstrict = True\n", "[mypy]\nstrict = True\n\n[mypy-shop.*]\nignore_errors = True\n", 5),
        ("[mypy]\nstrict = True\n", "[mypy]\nstrict = True\ndisable_error_code = arg-type,\n  misc\n", 3),
        ("[mypy]\nstrict = True\n", "[mypy]\nstrict: False\n", 2),
    ],
)
def test_ini_files_are_read_as_well(base: str, head: str, line: int) -> None:
    assert {one.line for one in new({"mypy.ini": base}, {"mypy.ini": head})} == {line}


@pytest.mark.parametrize(
    ("base", "head", "line"),
    [
        ('{"typeCheckingMode": "strict"}', '{\n  /* for now */\n  "typeCheckingMode": "basic"\n}', 3),
        ('{"typeCheckingMode": "strict"}', '{\n  "typeCheckingMode": "strict",\n  "reportUnknownMemberType": "none",\n}', 3),
        ('{"typeCheckingMode": "strict"}', '{\n  "typeCheckingMode": "strict",\n  "ignore": ["shop/legacy"]\n}', 3),
        ('{"strict": ["shop"]}', '{\n  "reportMissingImports": true\n}', 1),
    ],
)
def test_pyright_is_read_with_comments(base: str, head: str, line: int) -> None:
    (found,) = new({"pyrightconfig.json": base}, {"pyrightconfig.json": head})
    assert found.line == line


def test_ty_rules_that_are_ignored_are_told() -> None:
    base = '[rules]\nall = "error"\n'
    (found,) = new({"ty.toml": base}, {"ty.toml": base + 'invalid-argument-type = "ignore"\n'})
    assert (found.line, found.message) == (3, "`rules.invalid-argument-type = ignore` makes ty check less than before.")
    (found,) = of_pyproject(
        "[tool.ty.rules]\nall = 'error'\n",
        "[tool.ty.rules]\nall = 'error'\n[[tool.ty.overrides]]\ninclude = ['shop/**']\n[tool.ty.overrides.rules]\nall = 'ignore'\n",
    )
    assert found.line == 6


@pytest.mark.parametrize(
    ("head", "tool"),
    [
        ("[tool.mypy]\nplugins = []\n", "mypy"),
        ('[tool.pyright]\ntypeCheckingMode = "standard"\n', "pyright"),
        ('[tool.ty.environment]\nroot = ["./shop"]\n', "ty"),
        ('[tool.basedpyright]\ntypeCheckingMode = "basic"\n', "basedpyright"),
    ],
)
def test_a_checker_set_up_without_strict_mode_is_told(head: str, tool: str) -> None:
    (found,) = of_pyproject('[project]\nname = "shop"\n', '[project]\nname = "shop"\n' + head)
    assert (found.line, found.message) == (3, f"{tool} is configured without strict mode.")


def test_a_repository_that_never_was_strict_is_told_under_scope_all_alone() -> None:
    lax = {"pyproject.toml": "[tool.mypy]\nplugins = []\n"}
    more = {"pyproject.toml": "[tool.mypy]\nplugins = ['pydantic.mypy']\n"}
    assert violations(lax, more) == []
    (found,) = violations(lax, lax, Options(scope=Scope.ALL))
    assert found.novelty is Novelty.BASELINE
    nothing = {"pyproject.toml": '[project]\nname = "shop"\n'}
    assert violations(nothing, nothing) == []
    (found,) = violations(nothing, nothing, Options(scope=Scope.ALL))
    assert (found.novelty, found.message) == (Novelty.BASELINE, "The project configures no type checker.")


def test_a_new_project_without_a_checker_is_told() -> None:
    (found,) = new({}, {"pyproject.toml": '[project]\nname = "shop"\n'})
    assert found.message == "The project configures no type checker."
    package = {"worker/pyproject.toml": '[project]\nname = "worker"\n', "worker/run.py": "x = 1\n"}
    assert new({"pyproject.toml": STRICT}, {"pyproject.toml": STRICT, **package}) == []


@pytest.mark.parametrize(
    "command",
    [
        {".pre-commit-config.yaml": "repos:\n  - hooks:\n      - id: mypy\n        args: [--strict]\n"},
        {"Makefile": "types:\n\tmypy --strict shop\n"},
        {".github/workflows/ci.yml": "steps:\n  - run: uv run mypy src --strict\n"},
    ],
)
def test_strict_mode_on_the_command_line_counts(command: Mapping[str, str]) -> None:
    assert new(command, {**command, "mypy.ini": "[mypy]\nplugins = pydantic.mypy\n"}) == []


@pytest.mark.parametrize("text", ["[tool.mypy\n", "x = " + "[" * 5000])
def test_a_configuration_that_cannot_be_read_is_unknown(text: str) -> None:
    (found,) = outcomes({"pyproject.toml": STRICT}, {"pyproject.toml": text})
    assert isinstance(found, Unknown)
    assert "pyproject.toml" in found.reason


@pytest.mark.parametrize("text", ["[mypy]\nstrict = True\n", "[mypy]\nplugins = pydantic.mypy\n"])
def test_a_configuration_that_moves_to_another_folder_is_silent(text: str) -> None:
    assert new({"mypy.ini": text}, {"shop/mypy.ini": text}) == []


def test_a_project_that_goes_with_its_code_is_silent() -> None:
    assert new({"worker/mypy.ini": "[mypy]\nstrict = True\n", "worker/run.py": "x = 1\n"}, {}) == []


@pytest.mark.parametrize(
    "line",
    [
        "total = price(order)  # type: ignore",
        "total = price(order)  # type:ignore  # noqa: E501",
        "total = price(order)  # type: ignore # the library has no types",
        "total = price(order)  # pyright: ignore",
        "total = price(order)  # ty: ignore",
        "# mypy: ignore-errors",
        "# mypy: disable-error-code=attr-defined",
        "# mypy: allow-untyped-defs",
        "# pyright: basic",
        "# pyright: reportPrivateUsage=false",
        "# type: ignore",
    ],
)
def test_a_comment_that_hides_every_error_is_told(line: str) -> None:
    (found,) = new({PATH: "x = 1\n"}, {PATH: f"{line}\nx = 1\n"})
    assert found.line == 1


@pytest.mark.parametrize(
    "line",
    [
        "total = price(order)  # type: ignore[no-untyped-call]",
        "total = price(order)  # type: ignore[no-untyped-call, misc]  # the library has no types",
        "total = price(order)  # pyright: ignore[reportUnknownMemberType]",
        "total = price(order)  # ty: ignore[unresolved-import]",
        "orders = []  # type: list[Order]",
        "text = '# type: ignore'",
        "# mypy: strict",
        "# pyright: strict",
        "# the linter's `type: ignored` is no comment of a checker",
    ],
)
def test_coded_comments_and_text_about_them_are_silent(line: str) -> None:
    assert new({PATH: "x = 1\n"}, {PATH: f"{line}\nx = 1\n"}) == []


def test_a_comment_on_a_line_that_is_edited_or_moved_was_there_before() -> None:
    base = "def f():\n    return price(1)  # type: ignore\n"
    assert new({PATH: base}, {PATH: base.replace("price(1)", "price(2)")}) == []
    assert new({PATH: base}, {PATH: "def g():\n    if x:\n        return price(1)  # type: ignore\n"}) == []
    assert new({PATH: base, "shop/new.py": "y = 1\n"}, {PATH: "x = 1\n", "shop/new.py": "y = 1\n" + base}) == []
    (found,) = new({PATH: base}, {PATH: base + "y = price(3)  # type: ignore\n"})
    assert found.line == 3
    (found,) = new({PATH: base.replace("ignore", "ignore[misc]")}, {PATH: base})
    assert found.line == 2


def test_comments_of_one_file_are_told_once() -> None:
    source = dedent(
        """\
        def total(order):
            price = order.price()  # type: ignore
            tax = order.tax()  # type: ignore
            return price + tax
        """
    )
    (found,) = new({PATH: "x = 1\n"}, {PATH: source})
    assert found.message == "`# type: ignore` hides every error of `price = order.price()`, and 1 more in this file."
    assert found.remedy == "Name the error that it is for and why: `# type: ignore[code]  # reason`; or mend the type."
    assert found.data["lines"] == [2, 3]


def test_a_long_line_is_quoted_in_short() -> None:
    source = "query_filter: Annotated[QueryFilter, Field(validate_default=True, frozen=True)] = None  # type: ignore\n"
    (found,) = new({PATH: "x = 1\n"}, {PATH: source})
    assert found.message == "`# type: ignore` hides every error of `query_filter: Annotated[QueryFilter, Field(validate_default=...`."


def test_comments_that_were_there_are_told_under_scope_all() -> None:
    files = {PATH: "x = f()  # type: ignore\n"}
    found = violations(files, files, Options(scope=Scope.ALL))
    assert [one.novelty for one in found] == [Novelty.BASELINE]


def test_option_exempt_modules_names_where_checks_may_be_off() -> None:
    head = STRICT + '[[tool.mypy.overrides]]\nmodule = "shop.legacy.*"\nignore_errors = true\n'
    assert of_pyproject(STRICT, head)
    assert of_pyproject(STRICT, head, Options(exempt_modules=("shop.legacy.*",))) == []


def test_option_in_tests_counts_their_comments_too() -> None:
    head = {"tests/test_orders.py": "x = f()  # type: ignore\n"}
    assert new({}, head) == []
    assert new({}, head, Options(in_tests=True))


def test_option_require_reason_asks_why() -> None:
    bare, reasoned = "x = f()  # type: ignore[misc]\n", "x = f()  # type: ignore[misc]  # f has no types\n"
    assert new({}, {PATH: bare}) == []
    (found,) = new({}, {PATH: bare}, Options(require_reason=True))
    assert found.remedy == "Say why behind it: `# type: ignore[misc]  # reason`."
    assert new({}, {PATH: reasoned}, Options(require_reason=True)) == []


@pytest.mark.untraced
@pytest.mark.parametrize("hostile", ['\\"""\n', '"""', "'", "'''\\", "# type: ignore[\n", "# mypy: a-", "# type: ignore [ "])
def test_hostile_text_takes_no_longer_than_any_other(hostile: str) -> None:
    text = hostile * (200_000 // len(hostile)) + "\n# type: ignore"
    start = process_time()
    list(silencing_comments(text.encode(), text))
    assert process_time() - start < 5
