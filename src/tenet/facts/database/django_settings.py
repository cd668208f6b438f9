"""Django's settings, as the repository's settings modules set them."""

import ast
import re

from tenet.facts.database.django_expressions import combined, negated
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import MISSING, Missing, Symbol, Value

USER_SETTING = re.compile(rb"^\s*AUTH_USER_MODEL\s*=\s*[\"']([\w.]+)[\"']", re.MULTILINE)


class DjangoInterpreter(Interpreter):
    """Knows `settings.NAME` as the repository's settings modules set it."""

    def attribute(self, target: Value, name: str, node: ast.expr, scope: Scope) -> Value:
        if isinstance(target, Symbol) and target.name == "django.conf.settings" and name != "AUTH_USER_MODEL":
            found = self.setting(name, scope.depth + 1)
            if not isinstance(found, Missing):
                return found
        return super().attribute(target, name, node, scope)

    def _operation(self, node: ast.expr, scope: Scope) -> Value:
        found: Value | Missing = MISSING
        match node:
            case ast.BinOp():
                found = combined(node.op, self.evaluate(node.left, scope.deeper()), self.evaluate(node.right, scope.deeper()))
            case ast.UnaryOp(op=ast.Invert()):
                found = negated(self.evaluate(node.operand, scope.deeper()))
            case _:
                pass
        return super()._operation(node, scope) if isinstance(found, Missing) else found

    def setting(self, name: str, depth: int = 0) -> Value | Missing:
        """What the first settings module that sets it sets it to."""
        for path in self.settings_files():
            module = self.modules.parsed_at(path)
            if module is not None and name in module.definitions:
                return self.module_name(module, name, depth)
        return MISSING

    def settings_files(self) -> tuple[str, ...]:
        found = (path for path in self.modules.python_files if "settings" in path.rpartition("/")[2] or "/settings/" in f"/{path}")
        return tuple(sorted((path for path in found if "test" not in path), key=lambda path: (path.count("/"), path)))[:20]

    def user_model(self) -> str:
        """The label of the user model, in lower case: Django's own where no settings module names another."""
        texts = (self.modules.sources.data(path) or b"" for path in self.settings_files())
        found = next((match for text in texts if (match := USER_SETTING.search(text))), None)
        return found.group(1).decode().lower() if found else "auth.user"
