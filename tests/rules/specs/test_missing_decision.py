from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.finding import Novelty, Outcome, Unknown, Violation
from tenet.rules.specs.missing_decision import RULE, Options

Files = Mapping[str, str]
Option = tuple[str, ...] | Mapping[str, tuple[str, ...]]

PYPROJECT = """
[project]
name = "shop"
dependencies = [
  "fastapi>=0.118",
  "sqlalchemy>=2.0",
  "asyncpg>=0.30",
]

[project.scripts]
shop = "shop.main:serve"

[dependency-groups]
dev = ["pytest>=8"]
"""
COMPOSE = """
services:
  api:
    build: .
    depends_on: [db]
  db:
    image: postgres:16
"""
MAIN = """
from fastapi import FastAPI

from shop.orders import router

app = FastAPI(title="Shop")
app.include_router(router)
"""
BASE = {
    "pyproject.toml": PYPROJECT,
    "docker-compose.yml": COMPOSE,
    "Dockerfile": "FROM python:3.12-slim\nCOPY . /app\n",
    "src/shop/__init__.py": "",
    "src/shop/main.py": MAIN,
    "src/shop/orders.py": "from fastapi import APIRouter\n\nrouter = APIRouter(prefix='/orders')\n",
    "docs/adr/0001-postgresql.md": "# 1. PostgreSQL\n\n## Decision\n\nOrders are kept in PostgreSQL.\n",
}
DATABASE_RECORD = """
# 2. Product documents in MongoDB

## Access patterns

Written whole once a day, read by product number.
"""


def outcomes(head: Files, base: Files = BASE, components: tuple[Component, ...] = (), **options: Option) -> list[Outcome]:
    return list(RULE.run(facts_of(base, head, components=components), Options.model_validate(options)))


def depending(*names: str) -> dict[str, str]:
    return {
        **BASE,
        "pyproject.toml": PYPROJECT.replace('"asyncpg>=0.30",', ", ".join(['"asyncpg>=0.30"', *(f'"{name}"' for name in names)])),
    }


def said(head: Files, base: Files = BASE, **options: Option) -> list[str]:
    return [found.message for found in outcomes(head, base, **options) if isinstance(found, Violation)]


FLAGGED: dict[str, tuple[Files, str]] = {
    "a document store": (depending("pymongo>=4.10"), "The datastore MongoDB (`pymongo`) is new"),
    "a search index": (depending("elasticsearch[async]>=8"), "The datastore Elasticsearch is new"),
    "a broker": (depending("aiokafka>=0.12"), "The broker Kafka (`aiokafka`) is new"),
    "a task queue": (depending("celery[redis]>=5.4"), "The broker Celery is new"),
    "a cache": (depending("redis[hiredis]>=5"), "The cache Redis is new"),
    "a cloud client": (depending("boto3"), "The cloud client AWS (`boto3`) is new"),
    "an extra": (
        {**BASE, "pyproject.toml": PYPROJECT + "\n[project.optional-dependencies]\nqueue = ['pika']\n"},
        "The broker RabbitMQ (`pika`) is new",
    ),
    "a requirements file": ({**BASE, "services/mail/requirements.txt": "nats-py==2.9\n"}, "The broker NATS (`nats-py`) is new"),
    "a development dependency that is needed to run now": (depending("pytest", "qdrant-client"), "The datastore Qdrant"),
    "a container image": (
        {**BASE, "worker/Dockerfile": "FROM python:3.12-slim\n"},
        "The container image `worker/Dockerfile` is new, and no decision record says why.",
    ),
    "a service": (
        {**BASE, "docker-compose.yml": COMPOSE + "  worker:\n    build: .\n    command: shop-worker\n"},
        "The service `worker` is new",
    ),
    "a service that runs a broker": (
        {**BASE, "docker-compose.yml": COMPOSE + "  events:\n    image: bitnami/kafka:3.7\n"},
        "The broker Kafka is new",
    ),
    "an entry point": (
        {**BASE, "pyproject.toml": PYPROJECT.replace("[dependency-groups]", 'shop-worker = "shop.worker:main"\n\n[dependency-groups]')},
        "The entry point `shop-worker` is new",
    ),
    "a second application": (
        {**BASE, "src/shop/admin.py": "from fastapi import FastAPI\n\nadmin: FastAPI = FastAPI()\n"},
        "The FastAPI application `admin` is new",
    ),
    "a worker's application": (
        {**BASE, "src/shop/worker.py": "from celery import Celery\n\nqueue = Celery('shop')\n"},
        "The Celery application `queue` is new",
    ),
    "a package of a project of its own": (
        {**BASE, "services/mail/pyproject.toml": "[project]\nname = 'mail'\n", "services/mail/src/mail/__init__.py": ""},
        "The top-level package `services/mail/src/mail` is new",
    ),
    "an image and the service that is built from it": (
        {
            **BASE,
            "docker/Dockerfile.worker": "FROM python:3.12\n",
            "docker-compose.yml": COMPOSE + "  worker:\n    build: {context: ., dockerfile: docker/Dockerfile.worker}\n",
        },
        "The container image `docker/Dockerfile.worker` is new",
    ),
    "a top-level package": (
        {**BASE, "src/billing/__init__.py": '"""Invoices."""\n', "src/billing/invoices.py": "TAX = 20\n"},
        "The top-level package `src/billing` is new",
    ),
}

SILENT: dict[str, Files] = {
    "another version": {**BASE, "pyproject.toml": PYPROJECT.replace("asyncpg>=0.30", "asyncpg>=0.31")},
    "another client of the same database": {**BASE, "pyproject.toml": PYPROJECT.replace("asyncpg>=0.30", "psycopg[binary]>=3.2")},
    "a development dependency": {
        **BASE,
        "pyproject.toml": PYPROJECT.replace('["pytest>=8"]', '["pytest>=8", "fakeredis", "redis", "moto", "boto3"]'),
    },
    "a library of no such class": depending("httpx", "pyjwt", "orjson", "jinja2", "cachetools", "structlog"),
    "a dependency that moves to a file of its own": {
        **BASE,
        "pyproject.toml": PYPROJECT.replace('  "asyncpg>=0.30",\n', ""),
        "requirements.txt": "asyncpg==0.30.0\n",
    },
    "requirements of tests": {**BASE, "requirements-test.txt": "pymongo\nredis\n", "tests/requirements.txt": "kafka-python\n"},
    "a service for development": {
        **BASE,
        "docker-compose.override.yml": "services:\n  mail:\n    image: axllent/mailpit\n  debugger:\n    build: .\n",
        "docker-compose.yml": COMPOSE + "  mailhog:\n    image: mailhog/mailhog:latest\n",
    },
    "a database's container that is in use already": {
        **BASE,
        "docker-compose.yml": COMPOSE + "  replica:\n    image: postgres:16\n",
    },
    "a service that moves to another compose file": {
        **BASE,
        "docker-compose.yml": "services:\n  db:\n    image: postgres:16\n",
        "deploy/compose.yml": "services:\n  api:\n    build: ..\n",
    },
    "an image for development": {**BASE, "Dockerfile.dev": "FROM python:3.12\n", ".devcontainer/Dockerfile": "FROM python:3.12\n"},
    "an image that moves": {**{path: text for path, text in BASE.items() if path != "Dockerfile"}, "docker/Dockerfile": BASE["Dockerfile"]},
    "an entry point under another name": {**BASE, "pyproject.toml": PYPROJECT.replace("shop = ", "shop-api = ")},
    "an application that moves": {
        **BASE,
        "src/shop/main.py": "from shop.factory import app\n",
        "src/shop/factory.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
    },
    "an application that another mounts": {
        **BASE,
        "src/shop/admin.py": "from fastapi import FastAPI\n\nadmin = FastAPI()\n",
        "src/shop/main.py": MAIN + "\nfrom shop.admin import admin\n\napp.mount('/admin', admin)\n",
    },
    "an application of a test": {**BASE, "tests/test_api.py": "from fastapi import FastAPI\n\napp = FastAPI()\n"},
    "an application within a function": {
        **BASE,
        "src/shop/factory.py": "from fastapi import FastAPI\n\n\ndef make() -> FastAPI:\n    return FastAPI()\n",
    },
    "a package within a package": {**BASE, "src/shop/billing/__init__.py": ""},
    "a folder of helpers that is no program of its own": {**BASE, "data/loading/__init__.py": "", "dev/generate/utils/__init__.py": ""},
    "a service for tests": {**BASE, "docker-compose.yml": COMPOSE + "  api-test:\n    build: .\n"},
    "a renamed package": {path.replace("src/shop/", "src/store/"): text for path, text in BASE.items()},
    "a package of tests or tools": {**BASE, "tests/__init__.py": "", "scripts/__init__.py": "", "migrations/__init__.py": ""},
    "a record": {**depending("aiokafka"), "docs/adr/0002-kafka.md": "# 2. Kafka\n\nEvents go through Kafka.\n"},
    "a datastore's record that says how it is read": {**depending("pymongo"), "docs/decisions/0002-mongodb.md": DATABASE_RECORD},
}  # fmt: skip


@pytest.mark.parametrize(("head", "message"), FLAGGED.values(), ids=FLAGGED.keys())
def test_what_weighs_is_flagged_once(head: Files, message: str):
    (found,) = said(head)
    assert found.startswith(message)
    assert found.endswith("no decision record says why.")


@pytest.mark.parametrize("head", SILENT.values(), ids=SILENT.keys())
def test_what_is_no_news_or_is_recorded_is_silent(head: Files):
    assert outcomes(head) == []


def test_a_finding_stands_on_the_line_that_adds_its_subject():
    (found,) = outcomes({**BASE, "pyproject.toml": PYPROJECT.replace('  "asyncpg', '  "motor>=3.6",\n  "asyncpg')})
    assert found == Violation(
        message="The datastore MongoDB (`motor`) is new, and no decision record says why.",
        remedy="Write down how the data is read and written (access patterns), and why this store suits them, in a decision record.",
        path="pyproject.toml",
        line=6,
        end_line=6,
        key="MongoDB",
        novelty=Novelty.NEW,
        data={"subject": "MongoDB", "class": "datastore", "records": []},
    )


def test_each_subject_has_a_finding_of_its_own():
    head = {
        **depending("pymongo", "motor", "redis"),
        "docker-compose.yml": COMPOSE + "  cache:\n    image: redis:7\n  worker:\n    build: .\n",
    }
    assert [message.split(" is new")[0] for message in said(head)] == [
        "The datastore MongoDB (`pymongo`)",
        "The cache Redis",
        "The service `worker`",
    ]


def test_a_database_is_named_by_its_driver_and_else_by_its_mapper():
    base = {"pyproject.toml": "[project]\ndependencies = ['fastapi']\n"}
    both = {"pyproject.toml": "[project]\ndependencies = ['fastapi', 'sqlalchemy', 'aiomysql']\n"}
    alone = {"pyproject.toml": "[project]\ndependencies = ['fastapi', 'sqlmodel']\n"}
    assert [message.split(" is new")[0] for message in said(both, base)] == ["The datastore MySQL (`aiomysql`)"]
    assert [message.split(" is new")[0] for message in said(alone, base)] == ["The datastore a relational database (`sqlmodel`)"]


def test_the_record_of_a_datastore_has_to_name_access_patterns():
    (message,) = said({**depending("pymongo"), "docs/adr/0002-mongodb.md": "# 2. MongoDB\n\nIt is fast.\n"})
    assert message.endswith("is new, and the decision record (docs/adr/0002-mongodb.md) names no access patterns.")


@pytest.mark.parametrize(
    "record",
    [
        {"docs/adr/README.md": "# Decisions\n\n- 2. Kafka\n"},
        {"docs/adr/template.md": "# Title\n"},
        {"docs/adr/0001-postgresql.md": BASE["docs/adr/0001-postgresql.md"].replace("\n\n", "\n\n\n")},
        {"docs/notes.md": "# Kafka\n\nWe use Kafka.\n"},
    ],
)
def test_an_index_a_template_white_space_and_notes_elsewhere_are_no_record(record: Files):
    assert len(said({**depending("aiokafka"), **record})) == 1


def test_what_a_spec_says_under_its_decisions_is_a_record():
    orders = Component("shop", ("src/shop/**",), ("specs/shop.md",))
    base = {**BASE, "specs/shop.md": "# Shop\n\n## Architecture decisions\n\nOne process.\n\n## Constraints\n\nNone.\n"}
    decided = {**base, **depending("aiokafka"), "specs/shop.md": base["specs/shop.md"].replace("One process.", "Events go through Kafka.")}
    beside = {**base, **depending("aiokafka"), "specs/shop.md": base["specs/shop.md"].replace("None.", "Ten a second.")}
    assert outcomes(decided, base, (orders,)) == []
    assert len(outcomes(beside, base, (orders,))) == 1


def test_option_records_says_where_decisions_lie():
    head = {**depending("aiokafka"), "handbook/choices/kafka.md": "# Kafka\n"}
    assert len(said(head)) == 1
    assert said(head, records=("handbook/choices/**",)) == []


def test_option_classes_adds_packages_of_a_repository_s_own():
    head = depending("acme-store")
    assert said(head) == []
    assert said(head, classes={"datastore": ("Acme_Store",)})[0].startswith("The datastore Acme_Store (`acme-store`) is new")
    assert said(depending("orjson"), classes={"serialization": ()})[0].startswith("The serialization orjson is new")


def test_option_access_patterns_says_which_words_a_datastore_s_record_has_to_hold():
    head = {**depending("pymongo"), "docs/adr/0002-mongodb.md": "# 2. MongoDB\n\nZugriffsmuster: nach Nummer.\n"}
    assert len(said(head)) == 1
    assert said(head, access_patterns=("Zugriffsmuster",)) == []
    assert said(head, access_patterns=()) == []


@pytest.mark.parametrize("content", [b"[project\n", b"[project]\ndependencies = ['a'\n"])
def test_a_manifest_that_cannot_be_read_is_unknown(content: bytes):
    (found,) = outcomes({**BASE, "pyproject.toml": content})
    assert isinstance(found, Unknown)
    assert (found.subject, found.path) == ("dependencies", "pyproject.toml")


def test_an_entry_point_that_moves_out_of_a_setup_file_is_silent():
    setup = "from setuptools import setup\n\nsetup(entry_points={'console_scripts': ['shop-worker = shop.worker:main']})\n"
    head = {**BASE, "pyproject.toml": PYPROJECT.replace("[dependency-groups]", 'shop-worker = "shop.worker:main"\n\n[dependency-groups]')}
    assert len(said(head)) == 1
    assert said(head, {**BASE, "setup.py": setup}) == []


def test_the_first_application_and_package_of_a_repository_are_the_repository_itself():
    head = {path: text for path, text in BASE.items() if path.startswith("src/")}
    assert said(head, {"README.md": "# Shop\n"}) == []


def test_a_manifest_that_the_change_does_not_touch_says_nothing():
    broken = {**BASE, "pyproject.toml": "[project\n"}
    assert outcomes({**broken, "README.md": "# Shop\n"}, broken) == []
