"""A FastAPI service of many modules, and changes of it: for how long the reading of its API takes."""

from collections.abc import Mapping
from pathlib import Path

from bench.repositories import commit, git

POLICY = """\
version: 1
extends: backend
components:
  service: {paths: ["service/**"], spec: [specs/service.md]}
"""


def build_service(folder: Path, modules: int) -> dict[str, tuple[str, str]]:
    """A service of about this many modules; by name, the base and the head of a change."""
    areas = modules // 4
    files = {
        ".github/tenet.yml": POLICY,
        "specs/service.md": "# Service\n\n## Requirements\n\nIt serves areas.\n\n## Architecture decisions\n\nNone.\n\n## Constraints\n\nNone.\n",
        "service/__init__.py": "",
        "service/main.py": _main(areas),
        "service/settings.py": SETTINGS,
        "service/dependencies.py": DEPENDENCIES,
    }
    for area in range(areas):
        files |= _area(area)
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    base = written(folder, files, "Base")
    model = files["service/area7/schemas.py"].replace("    note: str | None = None\n", "    note: str\n")
    logic = files["service/area7/logic.py"].replace("return [", "return 2 * [")
    return {
        "a model of the API": (base, written(folder, {"service/area7/schemas.py": model}, "A model")),
        "logic that no route shows": (base, written(folder, {**files, "service/area7/logic.py": logic}, "Logic")),
    }


def written(folder: Path, files: Mapping[str, str], message: str) -> str:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return commit(folder, message)


def _main(areas: int) -> str:
    imports = "".join(f"from service.area{area}.routes import router as area{area}\n" for area in range(areas))
    included = "".join(f"app.include_router(area{area}, prefix=settings.prefix)\n" for area in range(areas))
    return f"from fastapi import FastAPI\n\nfrom service.settings import settings\n{imports}\napp = FastAPI()\n{included}"


SETTINGS = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    prefix: str = "/api/v1"


settings = Settings()
"""
DEPENDENCIES = """\
from typing import Annotated

from fastapi import Depends, Header, Query


def tenant(x_tenant: str = Header()) -> str:
    return x_tenant


def page(limit: Annotated[int, Query(ge=1, le=100)] = 20, offset: int = 0, _: str = Depends(tenant)) -> tuple[int, int]:
    return limit, offset
"""


def _area(number: int) -> dict[str, str]:
    folder = f"service/area{number}"
    return {
        f"{folder}/__init__.py": "",
        f"{folder}/schemas.py": f'''\
from pydantic import BaseModel, Field


class Base{number}(BaseModel):
    name: str = Field(min_length=1)
    note: str | None = None


class Item{number}(Base{number}):
    id: int
    tags: list[str] = []


class Page{number}(BaseModel):
    items: list[Item{number}]
    total: int
''',
        f"{folder}/logic.py": f'''\
from service.area{number}.schemas import Base{number}, Item{number}


def listed(limit: int, offset: int) -> list[Item{number}]:
    """What the area holds."""
    return [Item{number}(id=one, name=str(one)) for one in range(offset, offset + limit)]


def stored(given: Base{number}) -> Item{number}:
    return Item{number}(id=1, **given.model_dump())
''',
        f"{folder}/routes.py": f'''\
from typing import Annotated

from fastapi import APIRouter, Depends

from service.area{number}.logic import listed, stored
from service.area{number}.schemas import Base{number}, Item{number}, Page{number}
from service.dependencies import page

router = APIRouter(prefix="/area{number}", tags=["area{number}"])


@router.get("", response_model=Page{number})
def list_items(page: Annotated[tuple[int, int], Depends(page)]) -> dict[str, object]:
    items = listed(*page)
    return {{"items": items, "total": len(items)}}


@router.get("/{{item_id}}")
def read_item(item_id: int) -> Item{number}:
    return listed(1, item_id)[0]


@router.post("", status_code=201)
def add_item(item: Base{number}) -> Item{number}:
    return stored(item)
''',
    }
