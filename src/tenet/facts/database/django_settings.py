"""Django's settings, as the repository's settings modules set them."""

import ast
import re

from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Symbol, Value

USER_SETTING = re.compile(rb"^\s*AUTH_USER_MODEL\s*=\s*[\"']([\w.]+)[\"']", re.MULTILINE)


class DjangoInterpreter(Interpreter):
    """Knows `settings.NAME` as the repository's settings modules set it."""

    def attribute(self, target: Value, name: str, node: ast.expr, scope: Scope) -> Value:
        if isinstance(target, Symbol) and target.name == "django.conf.settings" and name != "AUTH_USER_MODEL":
            for path in self.settings_files():
                module = self.modules.parsed_at(path)
                if module is not None and name in module.definitions:
                    return self.module_name(module, name, scope.depth + 1)
        return super().attribute(target, name, node, scope)

    def settings_files(self) -> tuple[str, ...]:
        found = (path for path in self.modules.python_files if "settings" in path.rpartition("/")[2] or "/settings/" in f"/{path}")
        return tuple(sorted((path for path in found if "test" not in path), key=lambda path: (path.count("/"), path)))[:20]

    def user_model(self) -> str:
        """The label of the user model, in lower case: Django's own where no settings module names another."""
        texts = (self.modules.sources.data(path) or b"" for path in self.settings_files())
        found = next((match for text in texts if (match := USER_SETTING.search(text))), None)
        return found.group(1).decode().lower() if found else "auth.user"
