"""What a class may be called that takes the place of a dict."""

import re

from tenet.facts.python.module import Module

FOUND = re.compile(
    r"^(?:get|build|make|create|to|compute|calculate|collect|fetch|load|as|find|read|prepare|generate|gather|extract|format|describe|"
    r"summari[sz]e|parse|query|select|retrieve|resolve|assemble)_(?=[a-z])"
)
"""Verbs of functions that are named after what they return."""
DONE = re.compile(
    r"(?:run|exec|execute|check|validate|verify|process|handle|perform|apply|trigger|start|stop|restart|scale|drain|cordon|uncordon|transition|"
    r"update|delete|remove|add|insert|save|store|send|notify|publish|sync|import|export|migrate|cancel|refund|charge|pay|submit|upload|"
    r"download|scan|analy[sz]e|evaluate|compare|match|merge|convert|transform|normali[sz]e|register|call|invoke|test|try|mute|set)(?:_|$)"
)
"""Verbs of functions that are named after what they do."""


def of_result(function: str, module: Module) -> str:
    """For what a function returns."""
    stem = FOUND.sub("", function.strip("_"), count=1)
    return _free(_class_name(stem) + ("Result" if DONE.match(stem) else ""), "Result", module)


def of_taken(function: str, module: Module) -> str:
    """For what a function takes: named after what stands behind its verb."""
    verb, _, rest = function.strip("_").partition("_")
    return _free(_class_name(rest) or f"{_class_name(verb)}Values", "Values", module)


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _free(name: str, suffix: str, module: Module) -> str:
    """The name, or a longer one where the module has one like it."""
    return f"{name}{suffix}" if not name or name in module.definitions or name in module.imports else name
