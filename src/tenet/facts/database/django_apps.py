"""The apps of a Django project: their folders, labels and keys."""

import ast

from tenet.facts.database.django_settings import DjangoInterpreter
from tenet.facts.python.classes import body_of, own_attribute
from tenet.facts.python.modules import Definition
from tenet.facts.python.values import MISSING, Missing, Symbol, Value

AUTO_FIELD, BIG_AUTO_FIELD = "django.db.models.AutoField", "django.db.models.BigAutoField"
"""The key of a model where no setting names another: until Django 5.2, and from 6.0 on."""


class DjangoApps:
    """The apps of one side. `key` is the class of keys where neither the settings nor the app name one."""

    def __init__(self, interpreter: DjangoInterpreter, key: str) -> None:
        self._key = key
        self._interpreter = interpreter
        self._files = interpreter.modules.python_files
        self._labels: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    def folder_of(self, path: str) -> str:
        """The folder of the app that a file belongs to: the nearest with an app's files in it."""
        folder = path.rpartition("/")[0]
        while folder:
            marks = (f"{folder}/apps.py", f"{folder}/migrations/__init__.py", f"{folder}/models.py", f"{folder}/models/__init__.py")
            if any(mark in self._files for mark in marks):
                return folder
            folder = folder.rpartition("/")[0]
        parent = path.rpartition("/")[0]
        return parent.removesuffix("/models")

    def label_of(self, path: str) -> str:
        folder = self.folder_of(path)
        if folder not in self._labels:
            stated = self._configured(folder, "label")
            self._labels[folder] = stated if isinstance(stated, str) else folder.rpartition("/")[2]
        return self._labels[folder]

    def key_of(self, path: str) -> str:
        """The dotted class of the key that Django makes for a model of the app that a file belongs to."""
        folder = self.folder_of(path)
        if folder not in self._keys:
            stated = self._configured(folder, "default_auto_field")
            found = self._interpreter.setting("DEFAULT_AUTO_FIELD") if isinstance(stated, Missing) else stated
            self._keys[folder] = found if isinstance(found, str) else self._key
        return self._keys[folder]

    def _configured(self, folder: str, name: str) -> Value | Missing:
        """What the app's own configuration binds a name to."""
        path = f"{folder}/apps.py"
        module = self._interpreter.modules.parsed_at(path) if path in self._files else None
        for node in module.tree.body if module is not None else ():
            if isinstance(node, ast.ClassDef) and module is not None:
                body = body_of(Symbol(f"{module.name}.{node.name}", Definition(module, node)))
                found = MISSING if body is None else own_attribute(self._interpreter, body, name)
                if isinstance(found, str):
                    return found
        return MISSING
