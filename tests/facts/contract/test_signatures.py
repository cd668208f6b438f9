import pytest
from tests.facts.contract.sides import changes


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ("def f(a): ...", "def f(a: int) -> str: ..."),
        ("def f(a: Any): ...", "def f(a: int): ..."),
        ("def f() -> Generator: ...", "def f() -> Generator[int]: ..."),
        ("def f(a, b=1): ...", "def f(a, b = 1):\n    'Doc.'\n    return a"),
        ("def _f(a): ...", "def _f(b, c): ..."),
        ("class A:\n    def _f(self): ...", "class A:\n    def _f(self, b): ..."),
        ("class A:\n    def __repr__(self): ...", "class A:\n    def __repr__(self, b=1): ..."),
        ("class A:\n    def f(self): ...", "class A:\n    def f(this): ..."),
        ("class A:\n    @property\n    def f(self): ...", "class A:\n    @cached_property\n    def f(self) -> int: ..."),
        ("class A(Base): ...", "class A(Other): ..."),
        ("def f(a): ...", "if True:\n    def f(a): ..."),
        ("class A:\n    x: int = 1", "class A:\n    y: str = 1"),
        ("@overload\ndef f(a: int): ...\ndef f(a): ...", "@overload\ndef f(a: str): ...\ndef f(a): ..."),
        ("X = 1", "X = 2"),
        ("__all__ = ['f']\ndef f(): ...\ndef g(): ...", "__all__ = ['f']\ndef f(): ..."),
    ],
)
def test_what_callers_do_not_see_is_no_change(base: str, head: str):
    assert changes(base, head) == []


@pytest.mark.parametrize(
    ("base", "head", "said"),
    [
        ("def f(a): ...", "def f(a, b): ...", "f(a) is now f(a, b)"),
        ("def f(a, b): ...", "def f(b, a): ...", "f(a, b) is now f(b, a)"),
        ("def f(a: int = 1): ...", "def f(a: int = 2): ...", "f(a: int = 1) is now f(a: int = 2)"),
        ("def f(a=1): ...", "def f(a): ...", "f(a=1) is now f(a)"),
        ("def f(a, b): ...", "def f(a, /, b): ...", "f(a, b) is now f(a, /, b)"),
        ("def f(a, b): ...", "def f(a, b, /): ...", "f(a, b) is now f(a, b, /)"),
        ("def f(a, b): ...", "def f(a, *, b): ...", "f(a, b) is now f(a, *, b)"),
        ("def f(*a, b): ...", "def f(*a: int, b, **c: str): ...", "f(*a, b) is now f(*a: int, b, **c: str)"),
        ("def f() -> int: ...", "def f() -> str: ...", "f() -> int is now f() -> str"),
        ("def f(): ...", "async def f(): ...", "f() is now async f()"),
        ("def f(): ...", "def g(): ...", "f is gone"),
        ("class A:\n    def f(self): ...", "class A:\n    @staticmethod\n    def f(): ...", "A.f() is now A.f()"),
        ("class A:\n    def f(self): ...", "class A:\n    @property\n    def f(self): ...", "A.f() is now A.f"),
        ("class A:\n    def __init__(self): ...", "class A:\n    def __init__(self, b): ...", "A.__init__() is now A.__init__(b)"),
        ("class A:\n    def f(self): ...", "class A: ...", "A.f is gone"),
        ("__all__ = ['f']\ndef f(): ...\ndef g(): ...", "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...", "g() is new"),
        ("__all__ = ['_f']\ndef _f(): ...", "__all__ = ['_f']\n__all__ += ['g']\ndef _f(a): ...", "_f() is now _f(a)"),
        ("__all__ = names()\ndef f(): ...", "__all__ = names()\ndef f(a): ...", "f() is now f(a)"),
        ("Id = NewType('Id', int)", "Id = NewType('Id', str)", "Id = int is now Id = str"),
        ("Id: TypeAlias = 'int'", "Id: TypeAlias = 'str'", "Id = int is now Id = str"),
    ],
)
def test_what_callers_see_is_a_change(base: str, head: str, said: str):
    assert said in changes(base, head)


def test_a_new_class_speaks_for_its_members():
    assert changes("", "class A:\n    def f(self): ...\n    def g(self): ...\n") == ["A is new"]


def test_the_coming_of_a_named_type_is_no_change():
    assert changes("", "from typing import Annotated\nSession = Annotated[Raw, Depends(get)]\n") == []


def test_a_private_module_promises_no_signature():
    assert changes({"app/_x.py": "def f(): ..."}, {"app/_x.py": "def f(a): ..."}) == []


def test_functions_of_one_name_in_two_files_are_told_apart():
    base = {"app/a.py": "def get(x): ...\n", "app/b.py": "def get(y): ...\n"}
    head = {"app/a.py": "def get(x): ...\n# edited\n", "app/b.py": "def get(y, z): ...\n"}
    assert changes(base, head) == ["get(y) is now get(y, z)"]


def test_a_function_that_moves_and_changes_is_one_change():
    base = {"app/a.py": "def one(x): ...\n", "app/b.py": "def two(): ...\n"}
    head = {"app/a.py": "X = 1\n", "app/b.py": "def two(): ...\n\n\ndef one(x, y): ...\n"}
    assert changes(base, head) == ["one(x) is now one(x, y)"]
