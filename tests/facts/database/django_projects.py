"""Pairs of Django projects, base and head, as a strategy of hypothesis: a skeleton whose slots differ now and then."""

from dataclasses import dataclass
from textwrap import indent

from hypothesis import strategies as st
from tests.facts.database.django_fields import CONSTRAINTS, INDEXES, META, fields
from tests.facts.database.django_sources import (
    ACCOUNTS,
    ANCHORS,
    CHOICES,
    COLUMNS,
    CONFIG,
    HEADER,
    LINK,
    MANAGERS,
    MIXINS,
    TAG,
    VALUES,
)

CONSTANTS = {
    "LENGTH": ("5", "6", "3 + 3"),
    "NAMES": ('["a", "b"]', '("a", "b", "c")'),
    "COLOURS": ('[("red", "Red")]', '[("red", _("Red")), ("green", "Green")]'),
    "LABELS": ('{"a": "A"}', '{"a": "A", "b": "B"}'),
    "HELP": ('"Help"', '_("Other")'),
}
USERS = ('"accounts.Member"', '"accounts.Person"')
KEYS = ("", "django.db.models.BigAutoField", "django.db.models.AutoField", "common.columns.OwnAutoField")
APP_KEYS = ("", "", '    default_auto_field = "django.db.models.SmallAutoField"\n')
NAMES = ("title", "note", "price")
STAMPS = ("models.DateTimeField(auto_now=True)", "models.DateTimeField(null=True)", "models.DateField(auto_now_add=True)")
CODES = ("models.CharField(max_length=10)", "models.CharField(max_length=LENGTH)", 'models.CharField("code", max_length=10)')
SIZES = ("IntegerField()", "IntegerField(null=True)", "BigIntegerField()", "PositiveIntegerField()")
PARENTS = ("models.Model", "models.Model", "Stamped", "Titled", "Stamped, Titled", "Base", "Base, Titled")
HIDING = ("", "", "", "stamp = None", "heading = models.TextField()", 'stamp = models.IntegerField("s")')
OWN_KEYS = ("", "", "", "id = models.BigAutoField(primary_key=True)", "id = models.UUIDField(primary_key=True, default=uuid.uuid4)")
OWN_MANAGERS = ("", "", "objects = CustomManager()", "objects = QuietManager()", "objects = models.Manager()", 'found = CustomManager("x")')
SHAPES = ("", "Express(Customer)", "Quick(Customer)", "Order(models.Model)", "Orders(models.Model)", "Order(Base)")
ABSTRACT = {name: META[name] for name in ("verbose_name", "permissions", "db_table_comment")}
UNORDERED = {name: META[name] for name in META if name != "order_with_respect_to"}


@dataclass(frozen=True)
class Pair:
    """Two projects: paths to texts."""

    base: dict[str, str]
    head: dict[str, str]

    def __repr__(self):
        base = [f"--- {path}\n{text}" for path, text in self.base.items() if text.strip()]
        return "\n".join([*base, *(f"+++ {path}\n{text}" for path, text in self.head.items() if self.base.get(path) != text)])


class Slots:
    """Draws what stands in a place at base and at head: mostly the same."""

    def __init__(self, draw, change):
        self.draw = draw
        self._change = change

    def both(self, strategy):
        base = self.draw(strategy)
        return (base, self.draw(strategy)) if self.draw(st.integers(0, self._change)) == self._change else (base, base)

    def one_of(self, options):
        return self.both(st.sampled_from(options))

    def named(self, options, most):
        """Names to texts, each of which may be absent on a side."""
        found = ({}, {})
        for name in self.draw(st.lists(st.sampled_from(sorted(options)), unique=True, max_size=most)):
            for side, value in zip(found, self.one_of((*options[name], None)), strict=True):
                side.update({} if value is None else {name: value})
        return found

    def fields(self, prefix, most):
        """Lines of a class body; their names may change too."""
        lines = ([], [])
        for index in range(self.draw(st.integers(0, most))):
            name = f"{prefix}{NAMES[index]}"
            names, texts = self.one_of((name, name, f"{name}s")), self.both(fields(name))
            absent = self.draw(st.sampled_from((None, None, None, 0, 1)))
            for side in (side for side in (0, 1) if side != absent):
                lines[side].append(f"{names[side]} = {texts[side]}")
        return lines

    def meta(self, model, options):
        """Lines of a `Meta`."""
        sides = self.named(options, 2)
        for name, texts in (("indexes", INDEXES), ("constraints", CONSTRAINTS)):
            for side, chosen in zip(sides, self.both(st.lists(st.sampled_from(texts), unique_by=_named, max_size=2)), strict=True):
                side.update({name: f"[{', '.join(chosen)}]"} if chosen else {})
        if any("db_table" in side for side in sides):  # Django makes up another name for an index without one, then
            for side in (side for side in sides if "indexes" in side):
                side["indexes"] = side["indexes"].replace('["code", "size"])', '["code", "size"], name="{model}_made")')
        return tuple([f"{name} = {text.replace('{model}', model)}" for name, text in side.items()] for side in sides)


def _named(text):
    return text.partition("name=")[2].partition(",")[0].rstrip(")")


def _class(name, bases, body, meta, meta_base=""):
    lines = [*body, *(["", f"class Meta{meta_base}:", *(f"    {line}" for line in meta)] if meta else [])]
    return f"class {name}({bases}):\n{indent(chr(10).join(lines) or 'pass', '    ')}\n\n"


def _customer(slots):
    bases, own, codes, sizes = slots.one_of(PARENTS), slots.fields("", 3), slots.one_of(CODES), slots.one_of(SIZES)
    hiding, keys, managers = slots.one_of(HIDING), slots.one_of(OWN_KEYS), slots.one_of(OWN_MANAGERS)
    meta, inherits = slots.meta("customer", META), slots.one_of((False, False, True))
    for side in (0, 1):
        body = [f"code = {codes[side]}", f"size = models.{sizes[side]}", ANCHORS[2]]
        body += ['anchor = models.ForeignKey("Tag", models.CASCADE, related_name="+")', hiding[side], keys[side], managers[side]]
        first = bases[side].partition(",")[0]
        meta_base = f"({first}.Meta)" if inherits[side] and first != "models.Model" else ""
        yield _class("Customer", bases[side], [*filter(None, body), *own[side]], meta[side], meta_base)


def _base(slots):
    bases, own, meta = slots.one_of(("models.Model", "Stamped")), slots.fields("base_", 1), slots.named(ABSTRACT, 1)
    for side in (0, 1):
        yield _class("Base", bases[side], own[side], ["abstract = True", *(f"{name} = {text}" for name, text in meta[side].items())])


def _other(slots):
    """A model of the app `shop` that comes and goes."""
    shapes, order, child = slots.one_of(SHAPES), slots.fields("order_", 2), slots.fields("child_", 1)
    styles = slots.one_of(('"shop.Customer"', '"Customer"', "Customer"))
    for side in (0, 1):
        name, _, base = shapes[side].rstrip(")").partition("(")
        body = [line.replace('"shop.Customer"', styles[side]) for line in order[side]]
        match name:
            case "":
                yield ""
            case "Express":  # Django takes any one-to-one relation to the model that it extends for the link to that
                yield _class(name, base, [line.replace("OneToOneField", "ForeignKey") for line in child[side]], [])
            case "Quick":
                yield _class(name, base, [], ["proxy = True", "ordering = ['size']"])
            case _:
                yield _class(name, base, body, [])


def _common(slots):
    constants = [slots.one_of(options) for options in CONSTANTS.values()]
    members, levels, stamps = slots.one_of(("", '    LATE = "late"')), slots.one_of(("", "    TOP = 3")), slots.one_of(STAMPS)
    titled, short, digits, length = slots.fields("t_", 1), slots.one_of("8"), slots.one_of("67"), slots.one_of(("9", "11"))
    for side in (0, 1):
        texts = "\n".join(f"{name} = {values[side]}" for name, values in zip(CONSTANTS, constants, strict=True))
        heading = "heading = models.CharField(max_length=LENGTH)"
        mixins = _class("Stamped", "models.Model", [f"stamp = {stamps[side]}"], ["abstract = True", "ordering = ['stamp']"])
        yield {
            "common/choices.py": CHOICES.format(constants=texts, state=members[side], level=levels[side]),
            "common/columns.py": COLUMNS.format(short=short[side], digits=digits[side], length=length[side]),
            "common/values.py": VALUES,
            "common/mixins.py": HEADER + mixins + _class("Titled", "models.Model", [heading, *titled[side]], ["abstract = True"]),
        }


def _settings(slots):
    keys, users, lengths = slots.one_of(KEYS), slots.one_of(USERS), slots.one_of(("40", "50"))
    for key, user, length in zip(keys, users, lengths, strict=True):
        yield f"AUTH_USER_MODEL = {user}\nNAME_LENGTH = {length}\n{f'DEFAULT_AUTO_FIELD = {chr(34)}{key}{chr(34)}' if key else ''}\n"


@st.composite
def pairs(draw):
    """Two projects of three apps: `shop`, `stock` (labelled `warehouse`) and `accounts`."""
    slots = Slots(draw, draw(st.sampled_from((5, 9, 14))))
    sides = zip(_common(slots), _settings(slots), _base(slots), _customer(slots), _other(slots), slots.one_of(APP_KEYS), strict=True)
    items = zip(slots.one_of(("models.Model", "Stamped", "Titled")), slots.fields("item_", 2), slots.meta("item", UNORDERED), strict=True)
    projects = [_project(side, item) for side, item in zip(sides, items, strict=True)]
    if any("Person" in project["project/settings.py"] for project in projects):  # Django refuses relations to a model that is swapped
        projects = [{path: _without_member(text) for path, text in project.items()} for project in projects]
    return Pair(*projects)


def _project(side, item):
    common, settings, base, customer, other, app_key = side
    bases, own, meta = item
    packages = ("project", "common", "shop", "stock", "accounts", "shop/migrations", "stock/migrations", "accounts/migrations")
    return {
        **common,
        **{f"{package}/__init__.py": "" for package in packages},
        "project/settings.py": settings,
        "shop/apps.py": CONFIG.format(name="shop", more=app_key),
        "shop/models.py": HEADER + MIXINS + MANAGERS + TAG + base + customer + LINK + other,
        "stock/apps.py": CONFIG.format(name="stock", more="    label = 'warehouse'\n"),
        "stock/models.py": HEADER + MIXINS + _class("Item", bases, [*ANCHORS, *own], meta),
        "accounts/models.py": ACCOUNTS,
    }


def _without_member(text):
    return text.replace('"accounts.Member",', '"warehouse.Item",').replace('"accounts.Member")', '"warehouse.Item")')
