import pytest
from tests.facts.contract.sides import behaves_alike, compared

from tenet.domain.change import Side

ALIKE = {
    "a docstring": ("def f():\n    'One.'\n    return 1", "def f():\n    return 1"),
    "an attribute's docstring": ("class A:\n    x = 1\n    'One.'", "class A:\n    x = 1"),
    "an empty body": ("def f():\n    pass", "def f():\n    ..."),
    "a return of nothing": ("def f():\n    return None", "def f():\n    return"),
    "a renamed local": ("def f(a):\n    b = a\n    return b", "def f(a):\n    c = a\n    return c"),
    "a swap of names": ("def f():\n    a = 1\n    b = 2\n    return a", "def f():\n    b = 1\n    a = 2\n    return b"),
    "a loop's variable": ("for_ = [x for x in y]", "for_ = [z for z in y]"),
    "a nested comprehension": ("v = {k: [i for i in w] for k, w in d}", "v = {a: [b for b in c] for a, c in d}"),
    "a lambda's parameter": ("f = lambda a, b=1: a + b", "f = lambda c, d=1: c + d"),
    "a with": ("def f():\n    with g() as h:\n        return h", "def f():\n    with g() as i:\n        return i"),
    "an except": ("def f():\n    try: g()\n    except E as e: h(e)", "def f():\n    try: g()\n    except E as x: h(x)"),
    "a match": (
        "def f(a):\n    match a:\n        case [x, *r]: g(x, r)\n        case {'k': y, **z}: g(y, z)",
        "def f(a):\n    match a:\n        case [b, *c]: g(b, c)\n        case {'k': d, **e}: g(d, e)",
    ),
    "a walrus": ("def f(a):\n    return [b for c in a if (b := c)]", "def f(a):\n    return [d for e in a if (d := e)]"),
    "an inner function": ("def f():\n    def g(a): return a\n    return g", "def f():\n    def h(b): return b\n    return h"),
    "an inner class": ("def f():\n    class G: x = 1\n    return G", "def f():\n    class H: x = 1\n    return H"),
    "an inner import": ("def f():\n    import json as j\n    return j", "def f():\n    import json as k\n    return k"),
    "a nonlocal": (
        "def f():\n    a = 1\n    def g():\n        nonlocal a\n        a = 2\n    return g",
        "def f():\n    b = 1\n    def g():\n        nonlocal b\n        b = 2\n    return g",
    ),
    "keywords in another order": ("x = f(a=1, b=2)", "x = f(b=2, a=1)"),
    "a set in another order": ("x = {1, 2}", "x = {2, 1}"),
    "an import's style": ("import os\nx = os.path.join('a')", "from os.path import join\nx = join('a')"),
    "an import's alias": ("import numpy as np\nx = np.array", "import numpy\nx = numpy.array"),
    "an unused import": ("import os\nx = 1", "x = 1"),
    "a future import": ("x = 1", "from __future__ import annotations\nx = 1"),
    "annotations": ("def f(a, *b):\n    c = a", "def f(a: int, *b: str) -> None:\n    c: int = a"),
    "a bare annotation": ("def f(self):\n    self.x = 1", "def f(self):\n    self.x: int\n    self.x = 1"),
    "a type variable": ("x = 1", "T = TypeVar('T')\nx = 1"),
    "a generic": ("class A:\n    x = 1", "from typing import Generic\nclass A(Generic[T]):\n    x = 1"),
    "an overload": ("def f(a): return a", "@overload\ndef f(a: int): ...\ndef f(a): return a"),
    "an override": ("class A(B):\n    def f(self): ...", "from typing import override\nclass A(B):\n    @override\n    def f(self): ..."),
    "a cast": ("def f(a): return a", "from typing import cast\ndef f(a): return cast(int, a)"),
    "methods in another order": ("class A:\n    def f(self): 1\n    def g(self): 2", "class A:\n    def g(self): 2\n    def f(self): 1"),
    "a helper's parameter": ("def _f(a):\n    return a\nx = _f(a=1)", "def _f(b):\n    return b\nx = _f(b=1)"),
    "what is public": ("__all__ = ['f']\ndef f(): ...", "__all__ = ['f', 'g']\ndef f(): ..."),
    "independent constants": ("a = 1\nb = 2", "b = 2\na = 1"),
    "a string's quotes and a number's form": ("x = 'a' 'b'\ny = 1000", 'x = "ab"\ny = 1_000'),
    "type checking imports": ("x = 1", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from b import c\nx = 1"),
}  # fmt: skip

OTHERWISE = {
    "another value": ("x = 1", "x = 2"),
    "another kind of value": ("x = 1", "x = 1.0"),
    "a true for a one": ("x = 1", "x = True"),
    "bytes for a string": ("x = 'a'", "x = b'a'"),
    "another operator": ("def f(a): return a + 1", "def f(a): return a - 1"),
    "another comparison": ("def f(a): return a < 1", "def f(a): return a <= 1"),
    "another local": ("def f(a, b): return a", "def f(a, b): return b"),
    "a local that hides a global": ("def f():\n    return x", "def f(x=1):\n    return x"),
    "a global instead of a local": ("def f():\n    x = 1", "def f():\n    global x\n    x = 1"),
    "another attribute": ("def f(a): return a.b", "def f(a): return a.c"),
    "another import": ("from a import x\ny = x", "from b import x\ny = x"),
    "another function": ("y = f(1)", "y = g(1)"),
    "a decorator": ("def _f(): ...", "@cache\ndef _f(): ..."),
    "a keyword's name": ("x = f(a=1)", "x = f(b=1)"),
    "arguments in another order": ("x = f(a, b)", "x = f(b, a)"),
    "a default": ("def _f(a=1): ...", "def _f(a=2): ..."),
    "an awaited call": ("async def _f(): g()", "async def _f(): await g()"),
    "another exception": ("def f():\n    try: g()\n    except A: h()", "def f():\n    try: g()\n    except B: h()"),
    "a statement less": ("def f():\n    g()\n    h()", "def f():\n    g()"),
    "statements in another order": ("def f():\n    g()\n    h()", "def f():\n    h()\n    g()"),
    "module statements in another order": ("g()\nh()", "h()\ng()"),
    "a list in another order": ("x = [1, 2]", "x = [2, 1]"),
    "a base class": ("class A(B): ...", "class A(C): ..."),
    "a private field's type": ("class _A(BaseModel):\n    x: int", "class _A(BaseModel):\n    x: str"),
    "a removed function": ("def _f(): ...\nx = 1", "x = 1"),
    "an else": ("if a:\n    x = 1", "if a:\n    x = 1\nelse:\n    x = 2"),
    "a comprehension's condition": ("x = [a for a in b if a]", "x = [a for a in b if not a]"),
    "a format": ("def f(a): return f'{a}'", "def f(a): return f'{a!r}'"),
    "a nested function's default": ("def f():\n    def g(a=Header()): ...", "def f():\n    def g(b=Header()): ..."),
    "a class keyword": ("class _A(B, table=True): ...", "class _A(B, table=False): ..."),
}

HANDLER = "from fastapi import APIRouter, Depends\nrouter = APIRouter()\n\n\n@router.get('/x', {0})\ndef f({1}):\n    {2}\n"


@pytest.mark.parametrize(("one", "another"), ALIKE.values(), ids=ALIKE.keys())
def test_code_that_does_the_same_behaves_alike(one: str, another: str):
    assert behaves_alike(one, another)
    assert behaves_alike(another, one)


@pytest.mark.parametrize(("one", "another"), OTHERWISE.values(), ids=OTHERWISE.keys())
def test_code_that_does_something_else_does_not(one: str, another: str):
    assert not behaves_alike(one, another)
    assert not behaves_alike(another, one)


@pytest.mark.parametrize(
    ("one", "another", "alike"),
    [
        (("tags=['a']", "", "return 1"), ("summary='b'", "", "return 1"), True),
        (("", "a=Depends(g)", "return a"), ("", "a: Annotated[int, Depends(g)]", "return a"), True),
        (("", "a=Depends(g)", "return a"), ("", "a=Depends(h)", "return a"), False),
        (("dependencies=[Depends(g)]", "", "return 1"), ("", "", "return 1"), False),
        (("", "", "return 1"), ("", "", "return 2"), False),
    ],
)
def test_a_handler_is_its_body_and_what_it_depends_on(one: tuple[str, ...], another: tuple[str, ...], alike: bool):
    typed = "from typing import Annotated\n" + HANDLER
    assert behaves_alike(typed.format(*one), typed.format(*another)) is alike


def test_a_re_exported_name_is_the_same_name():
    shared = {"app/__init__.py": "", "app/pack/__init__.py": "from app.pack.deep import tool\n", "app/pack/deep.py": "def tool(): ...\n"}
    use = "\n\ndef f():\n    return tool()\n"
    base = {**shared, "app/a.py": "from app.pack import tool" + use}
    assert behaves_alike(base, {**shared, "app/a.py": "from app.pack.deep import tool" + use})


def test_each_definition_that_differs_is_named_with_its_place():
    base = "import os\n\n\nclass A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 1\n\n\nprint(1)\n"
    found = compared(base, base.replace("return 1\n\n\n", "return 2\n\n\n").replace("print(1)", "print(2)"))
    assert found is not None
    assert [(c.name, c.path, c.line, c.end_line, c.side) for c in found.beyond_contract] == [
        ("A.g", "app/a.py", 8, 9, Side.HEAD),
        ("", "app/a.py", 12, 12, Side.HEAD),
    ]
    assert [change.sentence for change in found.beyond_contract] == ["`A.g` behaves otherwise", "`app/a.py` behaves otherwise"]


def test_what_is_gone_is_named_on_the_side_of_the_base():
    found = compared("def _f(): ...\nx = 1\n", "x = 1\n")
    assert found is not None
    assert [(change.name, change.line, change.side) for change in found.beyond_contract] == [("_f", 1, Side.BASE)]


MANY = 900
SUM = " + ".join(f"'a{number}'" for number in range(MANY))
DEEP = {
    "a statement": f"x = {SUM}\n",
    "a default": f"def f(a={SUM}):\n    return {SUM}\n",
    "a chain of elif": "def f(a):\n    if a == 'a1': pass\n" + "".join(f"    elif a == 'a{n}': g()\n" for n in range(MANY)),
    "a union": f"class M(BaseModel):\n    x: {SUM.replace(' + ', ' | ')}\n",
    "a class": f"class A:\n    x = {SUM}\n",
}


@pytest.mark.untraced
@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_code_that_is_nested_too_deep_is_compared_by_its_text(text: str):
    assert behaves_alike(text, text + "# a comment\n")
    assert not behaves_alike(text, text.replace("'a899'", "'b'"))


def test_only_what_changed_is_parsed():
    many = {f"app/m{number}.py": f"from app.m{number + 1} import f\n\n\ndef g(): return f()\n" for number in range(200)}
    found = compared(many, {**many, "app/m0.py": many["app/m0.py"].replace("g()", "g(a)")})
    assert found is not None
    assert len(found.contract) == 1
    tree = found.head_modules.sources._tree
    assert tree.reads == ["app/m0.py"]
