"""Calls that log, and those of them that log the traceback."""

import ast
import re

LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "critical", "fatal", "log", "trace", "success"})
ASYNC_LEVELS = frozenset({"adebug", "ainfo", "awarning", "aerror", "acritical", "alog"})
LOGGER = re.compile(r"(?:^|_)(?:log|logs|logger|logging|logfire)$", re.IGNORECASE)
"""What a logger is called."""
SURELY_LOGGER = re.compile(r"_{0,2}log(?:ging)?|\w*logger", re.IGNORECASE)
"""What nothing else is called: an `activity_log` may be a table."""
MAKERS = frozenset({"getLogger", "get_logger", "get_task_logger", "bind", "opt", "contextualize", "new", "getChild"})
"""What makes one in the same expression."""
TRACING = frozenset(
    {
        *("print_exc", "format_exc", "print_exception", "format_exception", "exc_info", "excepthook"),
        *("capture_exception", "captureException", "record_exception", "report_exception", "notify_exception", "log_exception"),
        *("handleError", "handle_exception", "call_exception_handler", "set_exception", "print_last", "aexception"),
    }
)
"""Functions that take the exception with its traceback, whether they are given it or look it up."""
INFORMED = frozenset({"exc_info", "_exc_info"})
"""By which a log call is given the traceback; logfire's begins with an underscore."""


def is_log_call(call: ast.Call) -> bool:
    function = call.func
    return isinstance(function, ast.Attribute) and function.attr in LEVELS | ASYNC_LEVELS and is_logger(function.value)


def is_named_logger(name: str) -> bool:
    return SURELY_LOGGER.fullmatch(name) is not None


def is_logger(node: ast.expr) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return LOGGER.search(name) is not None
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in MAKERS
        case _:
            return False


def keeps_the_traceback(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in TRACING or any(keyword.arg in INFORMED and not _is_off(keyword.value) for keyword in call.keywords):
        return True
    if name == "opt":
        return any(keyword.arg == "exception" and not _is_off(keyword.value) for keyword in call.keywords)
    logs = isinstance(call.func, ast.Attribute) and (bool(call.args) or is_logger(call.func.value))
    return name == "exception" and logs


def _is_off(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not node.value
