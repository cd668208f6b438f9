"""`swallowed-exception`, beside the examples of its manual page."""

import ast
from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.change import FileChange, FileStatus
from tenet.domain.finding import Novelty, Unknown, Violation
from tenet.facts.exceptions.recurrence import BaseLines
from tenet.rules.errors.swallowed_exception import RULE, Options

SYNC = "shop/sync.py"


def violations(head: str | Mapping[str, str], base: str | None = None, **options: object) -> list[Violation]:
    files = {SYNC: head} if isinstance(head, str) else head
    facts = facts_of({} if base is None else {SYNC: base}, files)
    return [found for found in RULE.run(facts, Options.model_validate(options)) if isinstance(found, Violation)]


def handler(body: str, caught: str = "Exception as error", before: str = "import logging\n\nlogger = logging.getLogger(__name__)\n") -> str:
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    return f"{before}\n\ndef sync(client):\n    try:\n        return client.sync()\n    except {caught}:\n{lines}"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (handler("pass", "Exception"), "`sync` catches `Exception` and drops it: `pass`."),
        (handler("return None", "BaseException"), "`sync` catches `BaseException` and drops it: `return None`."),
        (handler("...").replace(" Exception as error:", ":"), "`sync` catches everything (`except:`) and drops it: `...`."),
        (handler("client.close()\nreturn []", "(KeyError, Exception)"), "`sync` catches `Exception` and drops it: `return []`."),
        (handler("return False", "ANY", "ANY = (OSError, Exception)\n"), "`sync` catches `Exception` and drops it: `return False`."),
        (handler("pass", "builtins.Exception", "import builtins\n"), "`sync` catches `Exception` and drops it: `pass`."),
        (
            handler('return {"ok": False, "reason": str(error)}'),
            "`sync` catches `Exception` and keeps only its text: `return {'ok': False, 'reason': str(error)}`.",
        ),
        (handler('print(f"sync failed: {error!r}")'), "`sync` catches `Exception` and keeps only its text: `print("),
        (handler("client.status = error.args[0]"), "`sync` catches `Exception` and keeps only its text: `client.status = error.args[0]`."),
        (
            handler('logger.error(f"sync failed: {error}")'),
            "`sync` catches `Exception` and logs it without the traceback: `logger.error(f'sync failed: {error}')`.",
        ),
        (
            handler('logger.error("sync failed", exc_info=False)'),
            "`sync` catches `Exception` and logs it without the traceback: `logger.error(",
        ),
        (
            handler('self.log.warning("sync failed: %s", error)\nreturn 0'),
            "`sync` catches `Exception` and logs it without the traceback: `self.log",
        ),
        (
            handler("def later():\n    raise error\nclient.on_close(later)"),
            "`sync` catches `Exception` and drops it: `client.on_close(later)`.",
        ),
    ],
)
def test_an_exception_that_disappears_is_flagged(source: str, message: str) -> None:
    (found,) = violations(source)
    assert found.message.startswith(message)
    assert found.novelty is Novelty.NEW


@pytest.mark.parametrize("how", ["with suppress(Exception):", "with client, contextlib.suppress(OSError, BaseException):"])
def test_a_block_that_suppresses_everything_is_flagged(how: str) -> None:
    (found,) = violations(f"import contextlib\nfrom contextlib import suppress\n\n\ndef stop(client):\n    {how}\n        client.close()\n")
    assert (found.line, found.end_line) == (6, 6)
    assert "`stop` drops every exception of a block" in found.message


def test_an_exception_group_that_is_dropped_is_flagged() -> None:
    (found,) = violations("def sync(group):\n    try:\n        group.join()\n    except* Exception:\n        pass\n")
    assert found.line == 4


@pytest.mark.parametrize(
    "body",
    [
        "raise",
        "client.close()\nraise SyncError(client.name) from error",
        "raise SyncError(client.name)",
        "if not client.optional:\n    raise\nreturn None",
        'logger.exception("sync failed")',
        'logging.exception("sync failed")',
        'self.logger.exception("sync failed")',
        'logger.error("sync failed", exc_info=True)',
        'logger.warning("sync failed: %s", error, exc_info=error)',
        'logfire.error("sync failed", _exc_info=True)',
        'logger.error("sync failed\\n%s", traceback.format_exc())',
        "traceback.print_exc()",
        "sentry_sdk.capture_exception(error)\nreturn None",
        "sentry_sdk.capture_exception()",
        'logger.opt(exception=True).warning("sync failed")',
        "span.record_exception(error)",
        "client.log(sys.exc_info())",
        'logger.error("sync failed", extra={"traceback": error.__traceback__})',
    ],
)
def test_what_is_raised_on_or_logged_with_its_traceback_is_not_flagged(body: str) -> None:
    assert violations(handler(body)) == []


@pytest.mark.parametrize(
    "body",
    [
        "return error",
        "client.errors.append(error)",
        "client.future.set_exception(error)",
        "client.error = error",
        'results = {"client": client, "error": error}',
        "return Failure(client.name, error)",
        "if isinstance(error, KeyError):\n    return None\non_error(error)",
    ],
)
def test_an_exception_that_is_handed_on_is_not_flagged(body: str) -> None:
    assert violations(handler(body)) == []


@pytest.mark.parametrize(
    "source",
    [
        handler("return None", "KeyError"),
        handler("return None", "(KeyError, json.JSONDecodeError) as error"),
        handler("return None", "Exception", "from shop.errors import Exception\n"),
        handler("return None", "ApiError", "try:\n    from cluster import ApiError\nexcept ImportError:\n    ApiError = Exception\n"),
        "if __name__ == '__main__':\n    try:\n        main()\n    except Exception as error:\n        print(error)\n",
        handler("sys.exit(1)"),
        handler("sys.exit(str(error))"),
        "class Client:\n    def __del__(self):\n        try:\n            self.close()\n        except Exception:\n            pass\n",
        "from contextlib import suppress\n\nwith suppress(KeyError):\n    cache.pop('rates')\n",
        "from shop.errors import guards\n\nwith guards[0](Exception), guards.suppress(Exception):\n    cache.pop('rates')\n",
        "def sync(client):\n    '''Unlike `except Exception: pass`, this one raises.'''\n    client.sync()\n",
    ],
)
def test_what_is_caught_by_name_and_what_ends_is_not_flagged(source: str) -> None:
    assert violations(source) == []


@pytest.mark.parametrize(
    "source",
    [
        handler("report()", "Exception") + "\n\ndef report():\n    log.exception('failed')\n",
        handler("fail()", "Exception") + "\n\ndef fail() -> NoReturn:\n    stop()\n",
        "class Sync:\n    def run(self):\n        try:\n            self.step()\n        except Exception:\n            self.report()\n\n"
        "    def report(self):\n        self.log.error('failed', exc_info=True)\n",
    ],
)
def test_a_function_of_the_module_that_logs_or_never_returns_takes_it(source: str) -> None:
    assert violations(source) == []
    assert len(violations(source.replace("exception(", "error(").replace("NoReturn", "None").replace(", exc_info=True", ""))) == 1


def test_tests_are_not_looked_at() -> None:
    assert violations({"tests/test_sync.py": handler("pass")}) == []


def test_a_file_that_cannot_be_parsed_is_unknown() -> None:
    (found,) = RULE.run(facts_of({}, {SYNC: "try:\n    pass\nexcept Exception\n"}), Options())
    assert isinstance(found, Unknown)


def test_one_finding_for_each_handler_on_the_line_of_its_except() -> None:
    source = "def sync(client):\n    try:\n        client.sync()\n    except KeyError:\n        pass\n"
    (found,) = violations(
        f"{source}    except (\n        OSError,\n        Exception,\n    ):\n        client.close()\n        return None\n"
    )
    assert (found.line, found.end_line) == (6, 9)


def test_a_log_without_traceback_is_shown_on_the_log_call_that_is_loudest() -> None:
    (found,) = violations(handler('logger.info("giving up")\nlogger.error(\n    "sync failed: %s",\n    error,\n)'))
    assert (found.line, found.end_line) == (11, 14)


def test_a_log_call_for_a_class_that_was_found_out_is_not_the_one_shown() -> None:
    body = 'if isinstance(error, KeyError) and client:\n    logger.warning("no key")\nelse:\n    logger.warning("failed: %s", error)'
    (found,) = violations(handler(body))
    assert found.line == 13
    (found,) = violations(handler(body.replace("else:", "if client:")))
    assert found.line == 13


@pytest.mark.parametrize(
    ("before", "log", "after"),
    [
        ("", 'logger.error(f"sync failed: {error}")', 'logger.exception(f"sync failed: {error}")'),
        ("", 'logger.error("failed", extra={"client": client})', 'logger.exception("failed", extra={"client": client})'),
        ("", 'logger.warning("größer: %s", error)', 'logger.warning("größer: %s", error, exc_info=True)'),
        ("", 'logger.error(\n    "failed: %s",\n    error,\n)', 'logger.exception(\n    "failed: %s",\n    error,\n)'),
        ("", 'logger.info(\n    "failed",\n    error,  # why\n)', 'logger.info(\n    "failed",\n    error,  # why\n    exc_info=True,\n)'),
        ("", 'logger.info(\n    "failed", error\n)', 'logger.info(\n    "failed", error, exc_info=True\n)'),
        ("", 'logger.info(\n    "failed",\n    extra={},\n)', 'logger.info(\n    "failed",\n    extra={},\n    exc_info=True,\n)'),
        ("import structlog\n\nlogger = structlog.get_logger()\n", 'logger.error("failed")', 'logger.exception("failed")'),
        ("from loguru import logger\n", 'logger.error("failed")', 'logger.exception("failed")'),
        ("from loguru import logger\n", 'logger.warning("failed")', 'logger.opt(exception=True).warning("failed")'),
        ("import logging\n", 'logging.error("failed")', 'logging.exception("failed")'),
        ("import logging\n", 'logging.getLogger("sync").error("failed")', 'logging.getLogger("sync").exception("failed")'),
    ],
)
def test_the_suggestion_keeps_the_traceback_and_the_arguments(before: str, log: str, after: str) -> None:
    source = handler(log, before=before) if before else handler(log)
    (found,) = violations(source)
    assert found.suggestion is not None
    assert [line.strip() for line in found.suggestion.split("\n")] == [line.strip() for line in after.split("\n")]
    lines = source.split("\n")
    assert found.line is not None
    assert found.end_line is not None
    fixed = "\n".join([*lines[: found.line - 1], found.suggestion, *lines[found.end_line :]])
    ast.parse(fixed)
    assert violations(fixed) == []


def test_the_logger_of_a_base_class_is_known() -> None:
    base = "import logging\n\n\nclass Worker:\n    def __init__(self):\n        self.logger = logging.getLogger('worker')\n"
    source = "from shop.worker import Worker\n\n\nclass Sync(Worker):\n    def run(self):\n        try:\n            self.step()\n"
    source += "        except Exception:\n            self.logger.error('failed')\n"
    (found,) = violations({SYNC: source, "shop/worker.py": base, "shop/__init__.py": ""})
    assert found.suggestion == "            self.logger.exception('failed')"


@pytest.mark.parametrize(
    ("before", "log"),
    [
        ("from shop.console import logger\n", 'logger.error("failed")'),
        ("import logging\n", 'logging.error("failed"); client.close()'),
        ("import logging\n", "logging.error('a' if client else str(error)) or client.close()"),
        ("import logging\n", "logging.warning(('failed'))"),
        ("import logging\n", "if client.noisy: logging.error('failed')"),
    ],
)
def test_there_is_no_suggestion_where_it_might_be_wrong(before: str, log: str) -> None:
    (found,) = violations(handler(log, before=before))
    assert found.suggestion is None or "exc_info=True" in found.suggestion


def test_the_remedy_names_what_is_called_what_it_raises_and_the_logger() -> None:
    start = "import json\n\nlog = get_logger()\n\n\ndef read(text):\n"
    source = f"{start}    try:\n        return json.loads(text)\n    except Exception:\n        return None\n"
    (found,) = violations(source)
    wanted = "Catch `json.JSONDecodeError`, which `json.loads()` raises, and let the rest through, or log it with `log.exception(...)`."
    assert found.remedy == wanted


@pytest.mark.parametrize(
    ("guarded", "advice"),
    [
        (
            "response = requests.get(client)\n        return response.json()",
            "Catch `requests.RequestException`, which",
        ),
        ("return int(str(client))", "Catch `ValueError`, which `int()` raises,"),
        ("total = client.get(1)\n        client.pay(total)", "Catch by name what `client.pay()` raises"),
        ("with open(client) as file:\n            return json.loads(file.read())", "Catch by name what `open()` raises"),
        ("client.pay(int(client.total))", "Catch by name what `client.pay()` raises"),
        ("return client.read(json.loads(client.text))", "Catch by name what `client.read()` raises"),
    ],
)
def test_the_remedy_names_an_exception_only_where_the_other_calls_raise_no_others(guarded: str, advice: str) -> None:
    source = (
        f"import json\nimport requests\n\n\ndef sync(client):\n    try:\n        {guarded}\n    except Exception:\n        return None\n"
    )
    (found,) = violations(source)
    assert found.remedy.startswith(advice)


def test_the_remedy_does_not_name_what_another_clause_catches() -> None:
    source = (
        "import requests\n\n\ndef sync(url):\n    try:\n        requests.get(url)\n    except requests.RequestException:\n        raise\n"
    )
    (found,) = violations(f"{source}    except Exception:\n        return None\n")
    assert found.remedy == "Log it with `logging.exception(...)`."


def test_the_remedy_names_the_logger_of_the_class_before_that_of_the_module() -> None:
    source = "class Worker:\n    def run(self):\n        self.logger.info('runs')\n        try:\n            self.step()\n"
    (found,) = violations(f"import logging\n\n\n{source}        except Exception:\n            pass\n")
    assert "`self.logger.exception(...)`" in found.remedy


@pytest.mark.parametrize("start", ["from shop.models import activity_log\n", "def show_logs():\n    pass\n"])
def test_the_remedy_takes_nothing_else_for_a_logger(start: str) -> None:
    (found,) = violations(handler("pass", before=start))
    assert "`logging.exception(...)`" in found.remedy


@pytest.mark.parametrize(
    "after",
    [
        handler("pass").replace("def sync", "import json\n\n\ndef sync"),
        handler("return None"),
        handler("pass").replace("    try:", "    client.open()\n    try:"),
        handler("pass").replace("    try:\n        return client.sync()", "    try:\n        return client.sync(1)"),
    ],
)
def test_a_handler_that_swallowed_before_is_no_news(after: str) -> None:
    (found,) = violations(after, handler("pass"))
    assert found.novelty is Novelty.BASELINE


def test_a_handler_that_moved_is_no_news() -> None:
    block = "        try:\n            return client.sync()\n        except Exception as error:\n            pass\n"
    moved = f"def sync(client):\n    if client:\n{block}"
    (found,) = violations(moved, handler("pass"))
    assert found.novelty is Novelty.BASELINE


def test_a_handler_that_becomes_a_suppress_is_no_news() -> None:
    before = "import contextlib\n\n\ndef stop(client):\n    try:\n        client.close()\n    except Exception:\n        pass\n"
    after = "import contextlib\n\n\ndef stop(client):\n    with contextlib.suppress(Exception):\n        client.close()\n"
    (found,) = violations(after, before)
    assert found.novelty is Novelty.BASELINE


@pytest.mark.parametrize("body", ["raise", 'logger.exception("sync failed")'])
def test_a_handler_that_lost_its_raise_or_its_log_is_new(body: str) -> None:
    (found,) = violations(handler("return None"), handler(body))
    assert found.novelty is Novelty.NEW


def test_a_log_call_that_is_edited_and_lacks_the_traceback_is_new() -> None:
    (found,) = violations(handler('logger.error("sync of the client failed")'), handler('logger.error("sync failed")'))
    assert found.novelty is Novelty.NEW


@pytest.mark.parametrize("pattern", ["sync", "Worker.sync", "Worker.*", "shop/**", "shop/sync.py"])
def test_a_boundary_that_boundaries_names_may_catch_everything(pattern: str) -> None:
    source = "class Worker:\n    def sync(self):\n        try:\n            self.step()\n        except Exception:\n            pass\n"
    assert len(violations(source)) == 1
    assert violations(source, boundaries=(pattern,)) == []


@pytest.mark.parametrize(
    "source",
    [
        handler("pass").replace("as error:", "as error:  # noqa: BLE001"),
        handler("pass", "Exception").replace("Exception:", "Exception:  # noqa: S110, BLE001 the client is optional"),
        handler("pass").replace("as error:", "as error:  # pylint: disable=broad-except"),
        handler('logger.error("failed")').replace('("failed")', '("failed")  # noqa: TRY400'),
    ],
)
def test_a_comment_for_the_linter_silences_it_unless_noqa_is_off(source: str) -> None:
    assert violations(source) == []
    assert len(violations(source, noqa=False)) == 1


def test_a_comment_for_another_code_silences_nothing() -> None:
    assert len(violations(handler("pass").replace("as error:", "as error:  # noqa: E501"))) == 1


def test_handlers_that_nest_deeply_need_no_deep_stack() -> None:
    lines = [f"{' ' * depth}try:\n{' ' * depth} f()\n{' ' * depth}except Exception:\n" for depth in range(60)]
    assert len(violations("".join(lines) + " " * 60 + "pass\n")) == 60


def test_many_handlers_in_a_file_are_each_found() -> None:
    block = "    try:\n        f()\n    except Exception as error:\n        logger.warning(f'{error}')\n"
    found = violations("import logging\n\nlogger = logging.getLogger()\n" + f"\n\ndef sync():\n{block}" * 500)
    assert len({one.line for one in found}) == 500


@pytest.mark.parametrize(("line", "before"), [(1, 1), (3, 2), (4, 5), (9, 10)])
def test_an_unchanged_line_has_its_number_at_the_base(line: int, before: int) -> None:
    file = FileChange(SYNC, SYNC, FileStatus.MODIFIED, added=frozenset({2}), removed=frozenset({3, 4}))
    assert BaseLines(file).of(line) == before
