"""Manifests of every format, and what of them the program needs to run."""

import pytest
from packaging.requirements import InvalidRequirement, Requirement
from tests.fakes.tree import FakeTree

from tenet.facts.dependencies.manifests import Manifests, is_manifest
from tenet.facts.dependencies.requirement import Audience, requirement_name
from tenet.facts.dependencies.technology import normalised
from tenet.facts.sources import Sources

PEP_621 = """
[project]
name = "shop"
dependencies = [
    "fastapi>=0.118",  # the framework
    "SQLAlchemy[asyncio] >= 2.0 ; python_version >= '3.11'",
    'psycopg[binary]~=3.2',
    "internal @ git+https://example.com/internal.git",
]

[project.optional-dependencies]
queue = ["celery[redis]"]
test = ["pytest"]

[dependency-groups]
dev = ["ruff", {include-group = "lint"}]
lint = ["mypy"]
production = ["gunicorn", {include-group = "observability"}]
observability = ["sentry-sdk"]

[tool.uv]
dev-dependencies = ["ipython"]
"""

POETRY = """
[tool.poetry]
name = "shop"

[tool.poetry.dependencies]
python = "^3.11"
Django = "^5.2"
"psycopg2_binary" = {version = "^2.9", optional = true}

[tool.poetry.dependencies.celery]
version = "^5.4"

[tool.poetry.group.dev.dependencies]
pytest = "^8"

[tool.poetry.group.worker.dependencies]
redis = "*"
"""

PIPFILE = """
[packages]
flask = "*"
pymongo = {version = ">=4"}

[dev-packages]
black = "*"
"""

SETUP_CFG = """
[metadata]
name = shop

[options]
install_requires =
    requests>=2.31
    boto3; python_version >= "3.9"

[options.extras_require]
test =
    pytest
kafka = aiokafka
"""

SETUP_PY = """
from setuptools import setup

REQUIRED = [
    "pika>=1.3",
    "attrs",
]

setup(name="shop", install_requires=REQUIRED, extras_require={"dev": ["black"], "s3": ["boto3"]}, tests_require=["nose"])
"""

CONDA = """
name: shop
channels: [conda-forge]
dependencies:
  - python=3.12
  - conda-forge::redis-py
  - pip
  - pip:
      - elasticsearch[async]>=8
"""

REQUIREMENTS = """
# what runs
-r base.in
--index-url https://packages.example.org/simple
aiokafka==0.12.0 \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb
uvicorn[standard] ; sys_platform != "win32"
-e git+https://example.com/shop-client.git#egg=shop-client
./local/wheel.whl
"""


def read(files: dict[str, str]) -> Manifests:
    return Manifests(Sources(FakeTree(files)))


def stated(path: str, text: str) -> list[tuple[str, int, str]]:
    return [(one.name, one.line, one.audience.value) for one in read({path: text}).requirements]


def test_pyproject_is_read_by_pep_621_and_pep_735():
    assert stated("pyproject.toml", PEP_621) == [
        ("fastapi", 4, "runtime"),
        ("sqlalchemy", 5, "runtime"),
        ("psycopg", 6, "runtime"),
        ("internal", 7, "runtime"),
        ("celery", 11, "runtime"),
        ("pytest", 12, "development"),
        ("ruff", 15, "development"),
        ("mypy", 16, "development"),
        ("gunicorn", 17, "runtime"),
        ("sentry-sdk", 18, "runtime"),
        ("ipython", 21, "development"),
    ]


def test_poetry_is_read_with_its_groups():
    assert stated("pyproject.toml", POETRY) == [
        ("django", 6, "runtime"),
        ("psycopg2-binary", 7, "runtime"),
        ("celery", 9, "runtime"),
        ("pytest", 13, "development"),
        ("redis", 16, "runtime"),
    ]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("Pipfile", PIPFILE, [("flask", 2, "runtime"), ("pymongo", 3, "runtime"), ("black", 6, "development")]),
        (
            "setup.cfg",
            SETUP_CFG,
            [("requests", 6, "runtime"), ("boto3", 7, "runtime"), ("pytest", 11, "development"), ("aiokafka", 12, "runtime")],
        ),
        (
            "setup.py",
            SETUP_PY,
            [
                *(("pika", 4, "runtime"), ("attrs", 5, "runtime"), ("black", 8, "development"), ("boto3", 8, "runtime")),
                ("nose", 8, "development"),
            ],
        ),
        (
            "environment.yml",
            CONDA,
            [("python", 4, "runtime"), ("redis-py", 5, "runtime"), ("pip", 6, "runtime"), ("elasticsearch", 8, "runtime")],
        ),
    ],
)  # fmt: skip
def test_other_manifests_are_read(path: str, text: str, expected: list[tuple[str, int, str]]):
    assert stated(path, text) == expected


def test_the_lists_of_a_setup_file_may_be_put_together():
    text = """
    from setuptools import setup

    BASE = ["attrs"]
    SERVER = [*BASE, "asyncpg"] + CIRCLE
    CIRCLE = SERVER
    setup(install_requires=BASE + ["click"], extras_require={"server": SERVER, "dev": SERVER + ["tox"]})
    """
    assert stated("setup.py", text) == [
        ("attrs", 3, "runtime"),
        ("click", 6, "runtime"),
        ("attrs", 3, "runtime"),
        ("asyncpg", 4, "runtime"),
        ("attrs", 3, "development"),
        ("asyncpg", 4, "development"),
        ("tox", 6, "development"),
    ]


def test_requirement_files_are_read_as_pip_reads_them():
    files = {
        "requirements.in": REQUIREMENTS,
        "base.in": "django>=5\n",
        "requirements-dev.txt": "-r more.txt\npytest\n",
        "more.txt": "tox\n",
    }
    found = [(one.name, one.path, one.line, one.audience) for one in read(files).requirements]
    assert found == [
        ("aiokafka", "requirements.in", 4, Audience.RUNTIME),
        ("uvicorn", "requirements.in", 7, Audience.RUNTIME),
        ("shop-client", "requirements.in", 8, Audience.RUNTIME),
        ("pytest", "requirements-dev.txt", 2, Audience.DEVELOPMENT),
        ("django", "base.in", 1, Audience.RUNTIME),
        ("tox", "more.txt", 1, Audience.DEVELOPMENT),
    ]


@pytest.mark.parametrize(
    ("path", "audience"),
    [
        ("requirements.txt", Audience.RUNTIME),
        ("requirements/prod.txt", Audience.RUNTIME),
        ("requirements/test.txt", Audience.DEVELOPMENT),
        ("dev-requirements.txt", Audience.DEVELOPMENT),
        ("requirements_dev.txt", Audience.DEVELOPMENT),
        ("requirements-docs.in", Audience.DEVELOPMENT),
        ("services/orders/requirements.txt", Audience.RUNTIME),
        ("requirements-device.txt", Audience.RUNTIME),
    ],
)
def test_the_name_of_a_file_says_whom_it_is_for(path: str, audience: Audience):
    assert [one.audience for one in read({path: "redis\n"}).requirements] == [audience]


def test_a_lock_that_a_tool_wrote_counts_only_where_nothing_else_states_what_it_was_made_from():
    lock = "# This file is autogenerated by pip-compile with Python 3.12\ncelery==5.4\nredis==5.2\n    # via celery\n"
    assert read({"requirements.txt": lock, "requirements.in": "celery\n"}).runtime == {"celery"}
    assert read({"requirements.txt": lock}).runtime == {"celery", "redis"}


@pytest.mark.parametrize(
    "path",
    ["tests/fixtures/pyproject.toml", "examples/demo/requirements.txt", ".devcontainer/requirements.txt", "docs/requirements.txt", "a.txt"],
)
def test_manifests_of_tests_examples_and_documentation_do_not_count(path: str):
    assert not is_manifest(path)


def test_a_module_called_setup_within_a_package_is_no_manifest():
    assert read({"shop/__init__.py": "", "shop/setup.py": SETUP_PY}).requirements == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[project\n"),
        ("Pipfile", "a = [" * 3000),
        ("setup.py", "setup(\n"),
        ("setup.cfg", "no section\n"),
        ("environment.yml", "a: [\n"),
        ("environment.yml", "[" * 60 + "]" * 60),
    ],
)
def test_a_manifest_that_cannot_be_read_is_told(path: str, text: str):
    manifests = read({path: text, "requirements.txt": "redis\n"})
    assert [one.path for one in manifests.unread] == [path]
    assert manifests.runtime == {"redis"}


def test_an_alias_bomb_is_read_in_no_time():
    text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)) + "dependencies: [redis]\n"
    assert read({"environment.yml": text}).runtime == {"redis"}


@pytest.mark.parametrize(
    "table", ["project = {dependencies = ['redis']}", "[project]\ndependencies = 3\n", "[project]\ndependencies = [3, {}]\n"]
)
def test_what_is_written_in_an_unusual_form_is_no_fault(table: str):
    assert read({"pyproject.toml": table}).unread == ()


@pytest.mark.parametrize(
    "text",
    [
        "Flask", "zope.interface>=5", "a[b,c]==1.0", "x ~= 1.2, != 1.3", 'y; python_version < "4"', "z @ https://example.com/z.whl",
        "ruamel.yaml.clib", "foo-bar_baz (>=1)", "a", "_bad", "-r other", "https://example.com/a.whl", "", "==1", "Ünïcode",
    ],
)  # fmt: skip
def test_names_are_read_as_the_packaging_library_reads_them(text: str):
    try:
        expected = normalised(Requirement(text).name)
    except InvalidRequirement:
        expected = None
    assert requirement_name(text) == expected
