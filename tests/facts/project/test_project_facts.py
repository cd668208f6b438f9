import pytest
from tests.fakes.tree import FakeFile, FakeTree

from tenet.domain.policy import MigrationTool
from tenet.facts.project.evidence import Evidence
from tenet.facts.project.project_facts import ProjectFacts, read_project
from tenet.facts.sources import Sources


def project(files: dict[str, FakeFile]) -> ProjectFacts:
    return read_project(Sources(FakeTree(files)))


def test_components_are_found_by_the_names_of_folders():
    found = project(
        {"src/shop/domain/order.py": "", "src/shop/domain/deep/api/x.py": "", "src/shop/routers/v1/a.py": "", "tests/domain/t.py": ""}
    )
    assert [(each.name, each.paths) for each in found.components] == [
        ("api", ("src/shop/domain/deep/api/**", "src/shop/routers/**")),
        ("domain", ("src/shop/domain/**",)),
    ]
    assert found.components[1].evidence == Evidence("src/shop/domain/deep/api/x.py")


def test_a_folder_name_in_many_places_becomes_one_pattern():
    found = project({f"services/s{number}/domain/a.py": "" for number in range(9)})
    assert found.components[0].paths == ("**/domain/**",)


def test_a_folder_that_cannot_be_written_as_a_pattern_is_left_to_the_general_one():
    found = project({'src/a"]\n/domain/a.py': "", "src/*/domain/b.py": ""})
    assert found.components[0].paths == ("**/domain/**",)


def test_specifications_are_matched_by_their_name_or_their_folder():
    found = project(
        {
            "src/domain/a.py": "",
            "src/api/a.py": "",
            "specs/domain.md": "",
            "src/api/spec.md": "",
            "docs/domain.md": "",
            "specs/other.md": "",
            "docs/domain-spec.md": "",
        }
    )
    api, domain = found.components
    assert api.specs == ("src/api/spec.md",)
    assert domain.specs == ("docs/domain-spec.md", "specs/domain.md")
    assert domain.spec_evidence == Evidence("docs/domain-spec.md")


@pytest.mark.parametrize(
    ("path", "text", "name", "line"),
    [
        ("pyproject.toml", 'dependencies = [\n  "fastapi>=0.1",\n]\n', "fastapi", 2),
        ("pyproject.toml", 'dependencies = ["fastapi"]\n', "fastapi", 1),
        ("pyproject.toml", '[tool.poetry.dependencies]\nDjango = "^5"\n', "django", 2),
        ("requirements.txt", "a\nDjango==5.0\n", "django", 2),
        ("backend/requirements.txt", "fastapi[all]\n", "fastapi", 1),
        ("manage.py", "", "django", None),
    ],
)
def test_frameworks_are_found_among_the_dependencies(path, text, name, line):
    found = project({path: text}).framework(name)
    assert found is not None
    assert (found.evidence.path, found.evidence.line) == (path, line)


@pytest.mark.parametrize("text", ["django-stubs\n", "# fastapi\n", "my-fastapi\n", 'name = "fastapi-shop"\n'])
def test_what_is_merely_called_like_a_framework_is_none(text):
    assert project({"requirements.txt": text}).frameworks == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("class Base(DeclarativeBase):\n    pass\n", "sqlalchemy"),
        ("Base = declarative_base()\n", "sqlalchemy"),
        ("class Hero(SQLModel, table=True):\n    pass\n", "sqlmodel"),
        ("class Book(models.Model):\n    pass\n", "django"),
        ("class Book(Mixin, models.Model):\n    pass\n", "django"),
    ],
)
def test_models_are_found_by_their_base(text, name):
    found = project({"src/models.py": f"import x\n{text}"}).models
    assert found is not None
    assert (found.name, found.evidence.path, found.evidence.line) == (name, "src/models.py", 2)


@pytest.mark.parametrize(
    ("files", "tool", "paths"),
    [
        ({"alembic.ini": "[alembic]\nscript_location = migrations\n"}, MigrationTool.ALEMBIC, ("migrations/versions",)),
        ({"app/alembic.ini": "script_location = %(here)s/db\n"}, MigrationTool.ALEMBIC, ("app/db/versions",)),
        ({"pyproject.toml": '[tool.alembic]\nscript_location = "db/alembic"\n'}, MigrationTool.ALEMBIC, ("db/alembic/versions",)),
        ({"db/env.py": "", "db/versions/a.py": "", "x/env.py": ""}, MigrationTool.ALEMBIC, ("db/versions",)),
        ({"shop/migrations/0001_initial.py": ""}, MigrationTool.DJANGO, ()),
    ],
)
def test_migrations_are_found_by_configuration_or_layout(files, tool, paths):
    found = project(files).migrations
    assert found is not None
    assert (found.tool, found.paths) == (tool, paths)


def test_coverage_is_read_from_its_configuration():
    found = project(
        {"pyproject.toml": '[tool.coverage.report]\nfail_under = 72.5\n[tool.pytest]\naddopts = "--cov-report=xml:out/cov.xml"\n'}
    )
    assert found.coverage is not None
    assert found.target is not None
    assert found.report is not None
    assert (found.coverage.evidence.line, found.target.percent, found.target.evidence.line) == (1, 72.5, 2)
    assert (found.report.name, found.report.evidence.line) == ("out/cov.xml", 4)


def test_coverage_is_read_where_the_service_is_installed_before_elsewhere():
    coverage = "[tool.coverage.run]\n"
    found = project({"a/pyproject.toml": coverage, "server/pyproject.toml": f'"fastapi"\n{coverage}', "server/uv.lock": ""})
    assert found.folder == "server"
    assert found.coverage is not None
    assert found.coverage.evidence == Evidence("server/pyproject.toml", 2, "[tool.coverage.run]")
    elsewhere = project({"uv.lock": "", "backend/pyproject.toml": coverage}).coverage
    assert elsewhere is not None
    assert elsewhere.evidence.path == "backend/pyproject.toml"


def test_a_target_that_is_no_percentage_is_ignored():
    assert project({".coveragerc": "[report]\nfail_under = 900\n"}).target is None


@pytest.mark.parametrize(
    ("path", "name"), [("uv.lock", "uv"), ("poetry.lock", "poetry"), ("requirements.txt", "requirements"), ("pyproject.toml", "project")]
)
def test_the_way_to_install_is_found_by_the_lock_file(path, name):
    found = project({path: ""}).installer
    assert found is not None
    assert found.name == name


def test_an_empty_repository_shows_nothing():
    found = project({})
    assert (found.components, found.frameworks, found.models, found.migrations, found.coverage, found.report) == (
        (),
        (),
        None,
        None,
        None,
        None,
    )
    assert (found.target, found.installer, found.python, found.framework("django")) == (None, None, False, None)


def test_evidence_is_one_printable_line():
    assert str(Evidence("a\n::error::.py", 3, "\x1b[31m  x" + "y" * 500)).isprintable()
    assert str(Evidence("a.py", 3, " x = 1 ")) == "a.py:3: x = 1"
    assert str(Evidence("a.py")) == "a.py"
