import pytest
from tests.facts.contract.sides import changes

MODEL = "class M(BaseModel):\n    "
TABLE = "class T(Base):\n    __tablename__ = 't'\n    "


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ("x: int = Field(1, description='a')", "x: int = Field(default=1, title='b')"),
        ("x: int = Field(...)", "x: int"),
        ("x: int = ...", "x: int"),
        ("x: int = Field(1, ge=0, le=5)", "x: int = Field(1, le=5, ge=0)"),
        ("x: int = Field(1, ge=0)", "x: Annotated[int, Field(ge=0)] = 1"),
        ("x: int = Field(1, ge=0)", "x: Annotated[int, Field(ge=0, default=1)]"),
        ("x: int\n    y: int", "y: int\n    x: int"),
        ("x: int", "x: int\n    _cache: dict = {}"),
        ("x: int", "x: int\n    names: ClassVar[list] = []"),
        ("x: int", "x: int\n    model_config = ConfigDict(frozen=True)"),
        ("x: int", "x: int\n    secret: str = PrivateAttr('')"),
        ("x: int", "x: int\n    LIMIT = 5"),
    ],
)
def test_fields_written_otherwise_are_the_same(base: str, head: str):
    assert changes(MODEL + base, MODEL + head) == []


@pytest.mark.parametrize(
    ("base", "head", "said"),
    [
        ("x: int", "x: int = 1", "M.x: int is now M.x: int = 1"),
        ("x: int", "x: int = Field(alias='y')", "M.x: int is now M.x: int (alias='y')"),
        ("x: list = Field(default_factory=list)", "x: list", "M.x: list = list() is now M.x: list"),
        ("x: Annotated[int, Ge(1)]", "x: Annotated[int, Ge(2)]", "M.x: int (Ge(1)) is now M.x: int (Ge(2))"),
        ("pass", "@computed_field\n    @property\n    def total(self) -> int: ...", "M.total: int is new"),
    ],
)
def test_what_a_client_sees_of_a_field_is_a_change(base: str, head: str, said: str):
    assert said in changes(MODEL + base, MODEL + head)


@pytest.mark.parametrize(
    "head",
    [
        "@dataclass\nclass M:\n    x: int\n    y: str = ''\n",
        "@dataclasses.dataclass(frozen=True)\nclass M:\n    x: int\n    y: str = ''\n",
        "@attrs.define\nclass M:\n    x: int\n    y: str = ''\n",
        "class M(TypedDict):\n    x: int\n    y: str\n",
        "class M(NamedTuple):\n    x: int\n    y: str = ''\n",
        "class M(Enum):\n    x = 1\n    y = 2\n",
        "class M(BaseModel, Generic[T]):\n    x: int\n    y: str\n",
        "class M(Page[int]):\n    x: int\n    y: str\n\n\nclass Page(BaseModel, Generic[T]):\n    z: int\n",
        "class M(SQLModel, table=True):\n    x: int\n    y: str\n",
        "class M(BaseSettings):\n    x: int = 1\n    y = 2\n",
        "class M(models.Model):\n    x = models.CharField()\n    y = models.TextField()\n",
        "class M(db.Model):\n    x = db.Column(db.Integer)\n    y = db.Column(db.Text)\n",
        "class M(Base):\n    x: Mapped[int]\n    y: Mapped[str]\n",
    ],
)
def test_every_kind_of_model_has_fields(head: str):
    imports = "from django.db import models\n"
    base = "\n".join(line for line in head.split("\n") if not line.startswith("    y"))
    (said,) = changes(imports + base, imports + head)
    assert (said[:3], said[-6:]) == ("M.y", "is new")


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ("x = Column(String(5), nullable=True)", "x = sa.Column(sa.String(5), comment='x', nullable=True)"),
        ("x: Mapped[Optional[int]]", "x: Mapped[int | None] = mapped_column()"),
        ("x: Mapped[int]", "x: Mapped[int]\n    lines: Mapped[list['L']] = relationship()"),
        ("x: Mapped[int]", "x: Mapped[int]\n    __table_args__ = {'comment': 'c'}"),
        ("x: Mapped[int]", "x: Mapped[int]\n    LIMIT = 5"),
    ],
)
def test_tables_written_otherwise_are_the_same(base: str, head: str):
    assert changes("import sqlalchemy as sa\n" + TABLE + base, "import sqlalchemy as sa\n" + TABLE + head) == []


@pytest.mark.parametrize(
    ("class_", "counts"),
    [("class _T(Base):\n    __tablename__ = 't'\n", True), ("class _S(BaseSettings):\n", True), ("class _M(BaseModel):\n", False)],
)
def test_columns_and_settings_of_private_classes_count_and_fields_do_not(class_: str, counts: bool):
    assert bool(changes(class_ + "    x: int = 1\n", class_ + "    x: str = 1\n")) is counts


def test_a_field_that_a_base_lends_is_the_bases_to_report():
    base = "class A(BaseModel):\n    x: int\n\n\nclass B(A):\n    y: int\n"
    assert changes(base, base.replace("x: int", "x: str")) == ["A.x: int is now A.x: str"]
    assert changes(base, base.replace("    x: int", "    ...")) == ["A.x is gone"]


def test_a_field_that_a_class_loses_with_its_base_is_its_own_to_report():
    base = "class A(BaseModel):\n    x: int\n\n\nclass B(A):\n    y: int\n"
    assert changes(base, base.replace("class B(A)", "class B(BaseModel)")) == ["B.x is gone"]
    assert changes(base, "class B(BaseModel):\n    y: int\n") == ["A is gone", "B.x is gone"]
    assert changes(base, base.replace("A(", "Root(").replace("(A)", "(Root)")) == ["A is gone", "Root(BaseModel) is new"]


def test_a_field_may_be_stated_again_below_its_base():
    base = "class A(BaseModel):\n    x: int\n\n\nclass B(A):\n    y: int\n"
    assert changes(base, base + "    x: int\n") == []
    assert changes(base, base + "    x: str\n") == ["B.x: int is now B.x: str"]
    assert changes(base + "    x: str\n", base) == ["B.x: str is now B.x: int"]


def test_a_private_bases_fields_are_its_subclasses():
    base = "class _A(BaseModel):\n    x: int\n\n\nclass B(_A):\n    y: int\n"
    assert changes(base, base.replace("x: int", "x: str")) == ["B.x: int is now B.x: str"]


SHARED = {"app/base.py": "from pydantic import BaseModel\n\n\nclass Root(BaseModel):\n    id: int\n\n\nclass Tool:\n    pass\n"}


@pytest.mark.parametrize(("base", "counts"), [("Root", True), ("Tool", False)])
def test_a_base_in_another_module_says_what_a_class_is(base: str, counts: bool):
    text = f"from app.base import {base}\n\n\nclass M({base}):\n    x: int\n"
    found = changes({**SHARED, "app/a.py": text}, {**SHARED, "app/a.py": text.replace("x: int", "x: str")})
    assert found == (["M.x: int is now M.x: str"] if counts else [])


def test_an_unknown_base_counts_where_it_may_lend_fields():
    assert changes("class M(BaseModel): ...", "class M(BaseModel, Stamped): ...") == ["M(BaseModel) is now M(BaseModel, Stamped)"]
    assert changes("class M(BaseModel): ...", "class M(BaseModel, factory()): ...") == ["M(BaseModel) is now M(BaseModel, factory())"]
