"""Files that a user names: read with a limit, written whole."""

import os
import tempfile

from tenet.core.errors import InputFault, PlatformFault

MAX_TEXT = 8 * 1024 * 1024


def read_text(path: str, *, what: str) -> str:
    """A UTF-8 file that the user named. Raises InputFault, saying `what` it should have been."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_TEXT + 1)
    except OSError as error:
        raise InputFault(f"{path}: the {what} cannot be read: {error.strerror}.") from error
    if len(data) > MAX_TEXT:
        raise InputFault(f"{path}: the {what} is larger than {MAX_TEXT // 1024 // 1024} MiB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputFault(f"{path}: the {what} is not UTF-8 (byte {error.start}).") from error


def write_text(path: str, text: str) -> None:
    """Written beside and moved into place, so that nobody reads half of it. Raises PlatformFault.

    What is no file (a device, a pipe) is written to as it is: moving a file into its place would take it away.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "w", encoding="utf-8", newline="\n") as device:
                device.write(text)
        else:
            _replace(os.path.realpath(path), text)
    except OSError as error:
        raise PlatformFault(f"{path} cannot be written: {error.strerror}.") from error


def _replace(path: str, text: str) -> None:
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=folder, delete=False) as file:
        try:
            file.write(text)
            file.flush()
            os.chmod(file.name, 0o644)
            os.replace(file.name, path)
        except OSError:
            os.unlink(file.name)
            raise


def is_there(root: str, name: str) -> bool:
    """Whether a folder holds a file of that name, a link to nowhere included."""
    return os.path.lexists(os.path.join(root, name))


def is_file(path: str) -> bool:
    """Whether there is a regular file: no folder, no pipe, no link to nowhere."""
    return os.path.isfile(path)


def inside(root: str, name: str) -> str:
    """The path of a file in a folder. Raises InputFault for a name that leads out of it, by `..` or by a link."""
    top = os.path.realpath(root)
    path = os.path.realpath(os.path.join(top, name))
    if not path.startswith(top + os.sep):
        raise InputFault(f"`{name}` is outside {root}.", hint="Name a path inside it: later steps see nothing else.")
    return path
