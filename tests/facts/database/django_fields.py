"""Texts of fields and of `Meta` options, as strategies of hypothesis."""

from hypothesis import strategies as st

TEXTS = ('""', '"x"', "State.OPEN", "State.OPEN.value", "default_name", "str")
NUMBERS = ("0", "1", "Level.LOW", "default_number", "-1", "2 + 3")
TEXT_CHOICES = (
    "State.choices",
    "State",
    '[("open", "Open"), ("done", "Done")]',
    "COLOURS",
    "dict(COLOURS)",
    "LABELS",
    "list(LABELS.items())",
    "[(one, one.title()) for one in NAMES]",
    '[("Group", [("open", "Open"), ("late", _("Late"))]), ("done", "Done")]',
    "COLOURS + [('blue', 'Blue')]",
    "made_choices()",
)
NUMBER_CHOICES = (
    "Level.choices",
    "Level",
    '[(1, "Low"), (2, "High")]',
    "[(i, str(i)) for i in range(LENGTH)]",
    '((1, "Low"), (2, "High"))',
)
LENGTHS = ("20", "30", "LENGTH", "settings.NAME_LENGTH", "LENGTH * 2")
KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "CharField": {
        "max_length!": LENGTHS,
        "default": TEXTS,
        "choices": TEXT_CHOICES,
        "db_default": ('"x"', '"y"'),
        "db_collation": ('"nocase"',),
    },
    "TextField": {"default": TEXTS, "choices": TEXT_CHOICES},
    "SlugField": {"max_length": ("50", "60"), "allow_unicode": ("True", "False"), "db_index": ("True", "False")},
    "EmailField": {"max_length": ("254", "100")},
    "URLField": {"max_length": ("200", "300")},
    "IntegerField": {"default": NUMBERS, "choices": NUMBER_CHOICES, "db_default": ("0", "1", "Value(1)")},
    "BigIntegerField": {"default": NUMBERS},
    "SmallIntegerField": {"default": NUMBERS, "choices": NUMBER_CHOICES},
    "PositiveIntegerField": {"default": NUMBERS},
    "PositiveSmallIntegerField": {"default": NUMBERS, "choices": NUMBER_CHOICES},
    "PositiveBigIntegerField": {},
    "FloatField": {"default": ("0", "0.0", "1.5")},
    "BooleanField": {"default": ("True", "False", "bool"), "db_default": ("True", "False")},
    "DecimalField": {
        "max_digits!": ("5", "8"),
        "decimal_places!": ("2", "3"),
        "default": ("0", 'Decimal("0.0")', 'Decimal("0")', "1", 'Decimal("1.50")'),
    },
    "DateField": {"auto_now": ("True", "False"), "auto_now_add": ("False",), "default": ("date.today", "timezone.now")},
    "DateTimeField": {"auto_now_add": ("True", "False"), "default": ("timezone.now",), "db_default": ("Now()",)},
    "TimeField": {"auto_now": ("True", "False")},
    "DurationField": {"default": ("timedelta(days=1)", "timedelta(hours=24)", "timedelta(days=2)", "timedelta")},
    "UUIDField": {"default": ("uuid.uuid4", "uuid.uuid1")},
    "JSONField": {"default": ("dict", "list"), "encoder": ("DjangoJSONEncoder",)},
    "BinaryField": {"max_length": ("10", "20"), "default": ('b""', 'b"x"')},
    "FileField": {"upload_to": ('""', '"files"', "upload_path", '"files/%Y"'), "max_length": ("100", "200")},
    "FilePathField": {"path": ('"/srv"', '"/data"'), "recursive": ("True",), "match": ('r".*[.]txt$"',)},
    "GenericIPAddressField": {"protocol": ('"both"', '"IPv4"'), "unpack_ipv4": ("False",)},
}
ANY = {
    "null": ("True", "False"),
    "blank": ("True", "False"),
    "help_text": ('"Help"', '_("Help")', '"More" " help"', "HELP", '""'),
    "verbose_name": ('"a name"', '_("a name")', '"other"', "None"),
    "db_index": ("True", "False"),
    "unique": ("True", "False"),
    "db_column": ('"{name}_column"',),
    "editable": ("False", "True"),
    "db_comment": ('"comment"',),
    "validators": ("[]", "[validate]", "[MaxValueValidator(LENGTH)]", "[RegexValidator(r'^a', message='No')]", "(validate,)"),
    "error_messages": ('{"invalid": "No"}',),
    "primary_key": ("False",),
    "unique_for_date": ('"made"',),
    "db_tablespace": ('"fast"',),
}
TARGETS = ('"shop.Customer"', '"self"', "settings.AUTH_USER_MODEL", '"accounts.Member"', '"warehouse.Item"', '"shop.Tag"')
DELETIONS = ("models.CASCADE", "models.PROTECT", "models.SET_NULL", "CASCADE", "models.SET(default_number)", "models.DO_NOTHING")
RELATION = {
    "null": ("True", "False"),
    "blank": ("True",),
    "related_name": ('"+"', '"{name}_set"', '"%(app_label)s_%(class)s_{name}"', "None"),
    "related_query_name": ('"query_{name}"',),
    "limit_choices_to": ('{"state": "open"}', "models.Q(state='open')", "limit"),
    "db_constraint": ("False", "True"),
    "db_index": ("False", "True"),
    "verbose_name": ('"a name"', '_("other")'),
    "help_text": ('"Help"',),
    "db_column": ('"{name}_key"',),
    "to_field": ('"id"', "None"),
    "unique": ("True",),
}
MANY = {
    "blank": ("True",),
    "related_name": ('"+"', '"{name}_set"'),
    "db_table": ('"{name}_table"',),
    "symmetrical": ("False",),
    "verbose_name": ('"a name"',),
    "limit_choices_to": ('{"state": "open"}',),
    "help_text": ('"Help"',),
}
OTHERS = (
    "models.GeneratedField(expression=F('size') * 2, output_field=models.IntegerField(), db_persist=True)",
    "models.GeneratedField(expression=F('size') + 1, output_field=models.BigIntegerField(), db_persist=True)",
    "models.GeneratedField(expression=Lower('code'), output_field=models.CharField(max_length=LENGTH), db_persist=False)",
    "ShortField()",
    "ShortField(null=True)",
    "ShortField(max_length=12)",
    "MoneyField()",
    "MoneyField(places=3)",
    "MoneyField('price', null=True)",
    "LoudField(loud=True)",
    "LoudField()",
    "LoudField(loud=False, max_length=LENGTH)",
    "short_text()",
    "short_text(40)",
    "short_text(40, null=True)",
    "optional(models.IntegerField)",
    "optional(models.CharField, max_length=LENGTH)",
    "partial(models.CharField, max_length=33)()",
    "GenericForeignKeyLike",
)


def _arguments(draw, options, name, most):
    required = [option for option in options if option.endswith("!")]
    chosen = [*required, *draw(st.lists(st.sampled_from(sorted(set(options) - set(required))), unique=True, max_size=most))]
    return {option.rstrip("!"): draw(st.sampled_from(options[option])).replace("{name}", name) for option in chosen}


def _text(kind, given, positional=""):
    parts = [positional] if positional else []
    return f"{kind}({', '.join([*parts, *(f'{option}={value}' for option, value in given.items())])})"


@st.composite
def plain_fields(draw, name):
    kind = draw(st.sampled_from(sorted(KINDS)))
    given = _arguments(draw, {**ANY, **KINDS[kind]}, name, 3)
    if "db_default" in given:
        given.pop("default", None)
    if given.get("auto_now") == "True" or given.get("auto_now_add") == "True":
        given.pop("default", None)
    verbose = given.pop("verbose_name", "") if draw(st.booleans()) else ""
    return _text(f"models.{kind}", given, "" if verbose == "None" else verbose)


@st.composite
def relations(draw, name):
    kind = draw(st.sampled_from(("ForeignKey", "OneToOneField", "ManyToManyField")))
    target = draw(st.sampled_from(TARGETS))
    if kind == "ManyToManyField":
        given = _arguments(draw, MANY, name, 2)
        if draw(st.integers(0, 3)) == 0:
            given = {"through": "'shop.Link'", **given}
            given.pop("db_table", None)
            target = '"shop.Customer"'
        return _text("models.ManyToManyField", given, target)
    given = _arguments(draw, RELATION, name, 3)
    if kind == "OneToOneField":
        given.pop("unique", None)
    given = {"on_delete": draw(st.sampled_from(DELETIONS)), **given}
    positional = draw(st.sampled_from(("to", "both", "none")))
    if positional == "both":
        return _text(f"models.{kind}", given, f"{target}, {given.pop('on_delete')}")
    return _text(f"models.{kind}", given, target) if positional == "to" else _text(f"models.{kind}", {"to": target, **given})


@st.composite
def fields(draw, name):
    which = draw(st.integers(0, 9))
    if which < 6:
        return draw(plain_fields(name))
    return draw(relations(name)) if which < 9 else draw(st.sampled_from(OTHERS[:-1]))


INDEXES = (
    'models.Index(fields=["code"], name="{model}_by_code")',
    'models.Index(fields=["-code", "size"], name="{model}_both")',
    'models.Index(fields=["code", "size"])',
    'models.Index(Lower("code"), name="{model}_lower")',
    'models.Index(fields=("code",), name="{model}_part", condition=models.Q(size__gt=1))',
    'models.Index(F("code").desc(), name="{model}_down")',
    'models.Index(fields=["size"], name="%(class)s_size")',
)
CONSTRAINTS = (
    'models.UniqueConstraint(fields=["code"], name="{model}_one")',
    'models.UniqueConstraint(fields=("code", "size"), name="{model}_two", condition=models.Q(size=LENGTH))',
    'models.CheckConstraint(condition=models.Q(size__gt=0), name="{model}_check")',
    'models.CheckConstraint(condition=models.Q(size__gt=1) | ~models.Q(code=""), name="{model}_check")',
    'models.CheckConstraint(condition=models.Q(size__gt=0), name="{model}_check", violation_error_message="No")',
    'models.UniqueConstraint(Lower("code"), name="%(app_label)s_%(class)s_lower")',
    'models.UniqueConstraint(fields=["size"], name="{model}_size", deferrable=models.Deferrable.DEFERRED)',
)
META: dict[str, tuple[str, ...]] = {
    "ordering": ('["code"]', '["-size", "code"]', '[F("size").desc()]', "()"),
    "verbose_name": ('"a thing"', '_("a thing")', "HELP"),
    "verbose_name_plural": ('"things"', '_("things")'),
    "db_table": ('"{model}_table"', '"other_{model}"'),
    "unique_together": ('("code", "size")', '[("code", "size")]', '{("size", "code")}', '[["code", "size"], ("size", "made")]', "[]"),
    "get_latest_by": ('"made"', '["made", "code"]'),
    "permissions": ('[("see", "Can see")]', '[("see", "May see")]'),
    "default_permissions": ('("add",)', "()", '("add", "change", "delete", "view")'),
    "managed": ("False", "True"),
    "default_related_name": ('"{model}_things"',),
    "base_manager_name": ('"objects"',),
    "default_manager_name": ('"objects"',),
    "select_on_save": ("True", "False"),
    "db_table_comment": ('"comment"',),
    "order_with_respect_to": ('"anchor"',),
    "db_tablespace": ('"slow"',),
}
