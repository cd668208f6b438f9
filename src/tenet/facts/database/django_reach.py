"""The files whose models a change of Django's settings reaches: no name leads from them to the setting."""

from collections.abc import Iterator, Sequence

from tenet.domain.change import Change
from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.migration_files import is_test
from tenet.facts.database.model_files import WORDS, ModelFiles


def with_reached(change: Change, readers: tuple[DjangoReader, DjangoReader], files: ModelFiles, migrated: Sequence[str]) -> ModelFiles:
    """The files, and those of the apps whose models get another kind of key."""
    before, after = readers
    settings = {*before.interpreter.settings_files(), *after.interpreter.settings_files()}
    if not any(file.path in settings or file.path.endswith("/apps.py") for file in change.files):
        return files
    apps = {folder.rpartition("/")[0] for folder in migrated}
    changed = sorted(app for app in apps if before.apps.key_of(f"{app}/models.py") != after.apps.key_of(f"{app}/models.py"))
    base, head = (tuple(_model_files(reader, changed)) for reader in readers)
    return ModelFiles(tuple(sorted({*files.base, *base})), tuple(sorted({*files.head, *head})))


def _model_files(reader: DjangoReader, apps: Sequence[str]) -> Iterator[str]:
    paths = [
        path
        for path in sorted(reader.modules.python_files)
        if any(path.startswith(f"{app}/") for app in apps) and "/migrations/" not in path and not is_test(path)
    ]
    reader.modules.sources.load(paths)
    yield from (path for path in paths if WORDS.search(reader.modules.sources.data(path) or b""))
