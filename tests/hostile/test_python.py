"""Python sources that are made to break a parser, a walk or a budget. None ends in a traceback."""

import pytest
from tests.git_repository import GitRepository
from tests.hostile.measured import measured

pytestmark = pytest.mark.untraced

STAR = "from os import *\n"
READ = {
    "brackets within what Python reads": "x = " + "[" * 90 + "]" * 90 + "\n" + STAR,
    "a long sum": "x = " + "1+" * 900 + "1\n" + STAR,
    "a long chain of attributes": "x = a" + ".a" * 900 + "\n" + STAR,
    "a long chain of elif": "if x:\n  pass\n" + "elif x:\n  pass\n" * 900 + STAR,
    "nested classes": "".join(" " * depth + "class A:\n" for depth in range(95)) + " " * 95 + "pass\n" + STAR,
    "nested branches": "".join(" " * depth + "if x:\n" for depth in range(95)) + " " * 95 + STAR,
    "100,000 lines": "x = 1\n" * 100_000 + STAR,
    "100,000 decorators": "@a\n" * 100_000 + "def f(): pass\n" + STAR,
    "a line of 900 KB": "x = '" + "a" * 900_000 + "'\n" + STAR,
    "an encoding that hides it": "# -*- coding: utf-7 -*-\nfrom os import +ACo-\n",
    "lone surrogates": "x = '\\ud800'\n" + STAR,
    "form feeds and carriage returns": "x = 1\n\x0c\r\ny = 2\r" + STAR,
}
REFUSED = {
    "10,000 brackets": "x = " + "[" * 10_000 + "]" * 10_000 + "\n" + STAR,
    "100,000 signs": "x = " + "-" * 100_000 + "1\n" + STAR,
    "50,000 negations": "x = " + "not " * 50_000 + "1\n" + STAR,
    "a sum of 50,000": "x = " + "1+" * 50_000 + "1\n" + STAR,
    "50,000 attributes": "x = a" + ".a" * 50_000 + "\n" + STAR,
    "30,000 calls": "x = f" + "()" * 30_000 + "\n" + STAR,
    "20,000 lambdas": "x = " + "lambda: " * 20_000 + "1\n" + STAR,
    "50,000 elif": "if x:\n  pass\n" + "elif x:\n  pass\n" * 50_000 + STAR,
    "100,000 nested branches": "".join(" " * min(depth, 200) + "if x:\n" for depth in range(20_000)) + STAR,
    "a number of 100,000 digits": "x = " + "9" * 100_000 + "\n" + STAR,
    "a NUL byte": b"x = 1\n\0\n" + STAR.encode(),
    "an encoding that does not exist": "# -*- coding: xyzzy -*-\n" + STAR,
    "bytes that are no UTF-8": b"x = '\xe9'\n" + STAR.encode(),
    "half a statement": "def (:\n" + STAR,
    "6 MB": "x = 1\n" * 1_000_000 + STAR,
    "2 MB": "x = 1\n" * 333_000 + STAR,
}


@pytest.mark.parametrize("source", READ.values(), ids=READ.keys())
def test_a_source_that_python_can_read_is_judged(repository: GitRepository, source: str) -> None:
    repository.commit({"deep.py": source})
    ended = measured(repository.path, "check", "--base", "start", "--head", "HEAD", "--only", "star-import")
    assert ended.status == 1
    assert "hides which names" in ended.out
    assert ended.seconds < 4
    assert ended.peak < 400


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED.keys())
def test_a_source_that_cannot_be_read_is_reported_with_the_reason(repository: GitRepository, source: str | bytes) -> None:
    repository.commit({"deep.py": source})
    ended = measured(repository.path, "check", "--base", "start", "--head", "HEAD", "--only", "star-import")
    assert ended.status == 0 or "blocked" in ended.out  # `strict` has the unknown block
    assert "Could not be judged" in ended.out
    (line,) = (line for line in ended.out.splitlines() if "deep.py" in line)
    assert line.partition("imports: ")[2].removeprefix("Python cannot parse it: ")
    assert ended.seconds < 4
    assert ended.peak < 300


@pytest.mark.parametrize(
    "models",
    [
        "Z = 10 ** 10 ** 10\nX = 'a' * 10 ** 10\nclass T(B):\n  __tablename__ = X\n  id = m(String(Z), primary_key=True)\n",
        "class T(B):\n  __tablename__ = 't'\n  for i in range(10 ** 12):\n    locals()[str(i)] = m(Integer)\n",
        "class T(B):\n  __tablename__ = 't'\n  id = m(Integer, default=" + "1+" * 900 + "1, primary_key=True)\n",
        "class T(B):\n  __tablename__ = 't'\n  id = m(" + "f(" * 80 + ")" * 80 + ", primary_key=True)\n",
        "class T(T):\n  pass\nclass A(C): pass\nclass C(A): pass\n",
        "".join(f"class T{number}(B):\n  __tablename__ = 't{number}'\n  id = m(Integer, primary_key=True)\n" for number in range(1000)),
    ],
    ids=["huge values", "an endless loop", "a long sum", "nested calls", "bases in a circle", "1,000 tables"],
)
def test_models_that_would_never_end_if_they_ran_are_read(repository: GitRepository, models: str) -> None:
    start = "from sqlalchemy.orm import DeclarativeBase, mapped_column as m\nfrom sqlalchemy import *\nclass B(DeclarativeBase): pass\n"
    loop = "def upgrade():\n  while True:\n    op.create_table('t')\n"
    revision = f"from alembic import op\nrevision = '1'\ndown_revision = None\n{loop}"
    repository.commit({"shop/models.py": start + models, "migrations/versions/0001_first.py": revision})
    ended = measured(repository.path, "check", "--base", "start", "--head", "HEAD")
    assert ended.status == 1
    assert "shop/models.py" in ended.out
    assert ended.seconds < 4
    assert ended.peak < 300
