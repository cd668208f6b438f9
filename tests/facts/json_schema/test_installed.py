import pytest
from tests.facts.python.reading import modules_of

from tenet.facts.json_schema import Generation, fastapi_version, pydantic_generation

USES_ONE = """
from pydantic import validator
class A:
    @validator("x")
    def f(cls, v): ...
    class Config:
        orm_mode = True
"""
LOCK = '[[package]]\nname = "{}"\nversion = "{}"\n'


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("poetry.lock", LOCK.format("pydantic", "1.10.13"), 1),
        ("uv.lock", LOCK.format("pydantic-core", "1.0.0") + LOCK.format("pydantic", "2.9.2"), 2),
        ("Pipfile.lock", '{"default": {"pydantic": {"hashes": ["sha256:a"], "index": "pypi", "version": "==1.9.0"}}}', 1),
        ("requirements.txt", "fastapi==0.95.0\npydantic[email]==1.10.2\n", 1),
        ("requirements/base.txt", "pydantic>=2.1\n", 2),
        ("requirements.txt", "pydantic<2\n", 1),
        ("requirements.txt", "pydantic>=1.8,<2.0\n", 1),
        ("requirements.txt", "pydantic>=1.8,<3.0\n", 2),
        ("requirements.txt", "fastapi==0.88.0\n", 1),
        ("requirements.txt", "fastapi==0.110.0\n", 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\npydantic = "^1.10"\n', 1),
        ("pyproject.toml", '[tool.poetry.dependencies]\npydantic = {extras = ["email"], version = "^1.10"}\n', 1),
        ("pyproject.toml", '[project]\ndependencies = [\n  "pydantic>=2.4",\n]\n', 2),
        (
            "app/models.py",
            USES_ONE,
            1,
        ),
        ("app/models.py", "from pydantic import BaseModel, ConfigDict\nclass A(BaseModel):\n    model_config = ConfigDict()\n", 2),
        ("app/models.py", "", 2),
    ],
)
def test_the_generation_is_told_by_locks_requirements_or_code(path, text, expected):
    assert pydantic_generation(modules_of({path: text}), "app/main.py") is Generation(expected)


def test_the_lock_nearest_to_the_application_decides():
    modules = modules_of({"old/requirements.txt": "pydantic==1.10.2\n", "new/requirements.txt": "pydantic==2.5.0\nfastapi==0.104.1\n"})
    assert pydantic_generation(modules, "old/app/main.py") is Generation.ONE
    assert pydantic_generation(modules, "new/app/main.py") is Generation.TWO
    assert fastapi_version(modules, "new/app/main.py") == (0, 104)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('fastapi = "^0.95"\n', (0, 95)),
        ("fastapi[all]>=0.100.0\n", (0, 100)),
        ('fastapi = {extras = ["all"], version = "^0.99.1"}\n', (0, 99)),
        ("flask\n", None),
    ],
)
def test_the_version_of_the_framework_is_the_least_that_is_stated(text, expected):
    assert fastapi_version(modules_of({"pyproject.toml": text})) == expected
