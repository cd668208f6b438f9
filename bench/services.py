"""A service of 1,000 modules under a policy with a spec, and changes of one of its files."""

from collections.abc import Mapping
from pathlib import Path

from bench.repositories import commit, git

AREAS = 250
COMPONENTS = 'components:\n  service: {paths: ["service/**"], spec: [specs/service.md]}\n'
POLICIES: Mapping[str, str] = {
    "stale-spec, contract": f"version: 1\n{COMPONENTS}rules: {{stale-spec: {{severity: error, when: contract}}}}\n",
    "stale-spec, behaviour": f"version: 1\n{COMPONENTS}rules: {{stale-spec: {{severity: error, when: behaviour}}}}\n",
    "all rules": f"version: 1\nextends: fastapi\n{COMPONENTS}",
}
"""Policies by what they ask for."""
SCHEMAS = '''"""What part {number} sends."""

from datetime import datetime

from pydantic import Field

from service.shared.base import Model


class Item{number}(Model):
    number: int
    name: str = Field(max_length=80)
    note: str | None = None
    made_at: datetime


class Item{number}Page(Model):
    items: list[Item{number}]
    next: str | None = None
'''
TABLES = '''"""What part {number} keeps."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.shared.base import Table


class Item{number}Row(Table):
    __tablename__ = "items_{number}"
    __table_args__ = (Index("ix_items_{number}_name", "name"),)

    name: Mapped[str] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(200))
    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"))
'''
SERVICES = '''"""What part {number} does."""

from service.area_{number}.schemas import Item{number}, Item{number}Page
from service.area_{number}.tables import Item{number}Row
from service.area_{other}.schemas import Item{other}

LIMIT = 100


class Items{number}:
    def __init__(self, session) -> None:
        self._session = session

    def latest(self, limit: int = 50) -> Item{number}Page:
        rows = self._session.query(Item{number}Row).limit(min(limit, LIMIT))
        return Item{number}Page(items=[_item(row) for row in rows])

    def linked(self, other: Item{other}) -> list[Item{number}]:
        return [_item(row) for row in self._session.query(Item{number}Row) if row.name == other.name]


def _item(row: Item{number}Row) -> Item{number}:
    return Item{number}.model_validate(row, from_attributes=True)
'''
ROUTES = '''"""Part {number} over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from service.area_{number}.schemas import Item{number}, Item{number}Page
from service.area_{number}.services import Items{number}
from service.shared.dependencies import CurrentUser, SessionDep

router = APIRouter(prefix="/items-{number}", tags=["items"])


@router.get("", response_model=Item{number}Page)
def list_items(user: CurrentUser, session: SessionDep, limit: Annotated[int, Query(ge=1, le=100)] = 50) -> Item{number}Page:
    return Items{number}(session).latest(limit)


@router.post("", status_code=201)
def make_item(item: Item{number}, user: CurrentUser, session: SessionDep) -> Item{number}:
    return item
'''
BASE = '''"""What all parts share."""

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Table(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)
'''
DEPENDENCIES = '''"""What handlers ask for."""

from typing import Annotated

from fastapi import Depends, Header
from sqlalchemy.orm import Session


def get_session() -> Session:
    return Session()


def current_user(authorization: Annotated[str, Header()]) -> str:
    return authorization


SessionDep = Annotated[Session, Depends(get_session)]
CurrentUser = Annotated[str, Depends(current_user)]
'''
MAIN = '''"""The service."""

from fastapi import FastAPI

{imports}

app = FastAPI(title="Items")
for router in ({names}):
    app.include_router(router, prefix="/v1")
'''
CHANGED = "service/area_7"
CASES: Mapping[str, tuple[str, str, str]] = {
    "a new parameter of one endpoint": (f"{CHANGED}/routes.py", "= 50)", "= 50, after: str | None = None)"),
    "a new field of one model": (
        f"{CHANGED}/schemas.py",
        "    note: str | None = None\n",
        "    note: str | None = None\n    tag: str = ''\n",
    ),
    "a new base column of all tables": ("service/shared/base.py", "    id: Mapped", "    tenant: Mapped[str]\n    id: Mapped"),
    "a renamed local": (f"{CHANGED}/services.py", "rows", "found"),
    "one condition": (f"{CHANGED}/services.py", "row.name == other.name", "row.name != other.name"),
}
"""File, old text and new text of each change."""


def service_texts() -> dict[str, str]:
    """250 parts of four modules each, every part with a package and a neighbour that it imports."""
    texts = {"service/__init__.py": "", "service/shared/__init__.py": "", "specs/service.md": "# The service\n\nIt keeps items.\n"}
    texts |= {"service/shared/base.py": BASE, "service/shared/dependencies.py": DEPENDENCIES}
    for number in range(AREAS):
        folder = f"service/area_{number}"
        texts[f"{folder}/__init__.py"] = ""
        for name, text in (("schemas", SCHEMAS), ("tables", TABLES), ("services", SERVICES), ("routes", ROUTES)):
            texts[f"{folder}/{name}.py"] = text.format(number=number, other=(number + 1) % AREAS)
    numbers = range(AREAS)
    imports = "\n".join(f"from service.area_{number}.routes import router as items_{number}" for number in numbers)
    texts["service/main.py"] = MAIN.format(imports=imports, names=", ".join(f"items_{number}" for number in numbers))
    return texts


def changed_texts(texts: Mapping[str, str], case: str) -> dict[str, str]:
    path, old, new = CASES[case]
    if old not in texts[path]:
        raise AssertionError(f"{path} does not hold {old}")
    return {**texts, path: texts[path].replace(old, new)}


def build_service(folder: Path, policy: str) -> Mapping[str, tuple[str, str]]:
    """Base and head of each case, in one repository."""
    texts = {**service_texts(), ".github/tenet.yml": POLICIES[policy]}
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    _write(folder, texts)
    base = commit(folder, "Base")
    found = {}
    for case in CASES:
        git(folder, "checkout", "--quiet", "--detach", base)
        _write(folder, changed_texts(texts, case))
        found[case] = (base, commit(folder, case))
    return found


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
