"""Texts that the modules of random Django projects share."""

HEADER = """import uuid
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import CASCADE, F, Value
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.choices import COLOURS, HELP, LABELS, LENGTH, NAMES, Level, State, made_choices
from common.columns import LoudField, MoneyField, ShortField, optional, short_text
from common.values import default_name, default_number, limit, upload_path, validate

"""
MIXINS = "from common.mixins import Stamped, Titled\n\n"
CHOICES = """from django.db import models
from django.utils.translation import gettext_lazy as _

{constants}

class State(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done"
{state}

class Level(models.IntegerChoices):
    LOW = 1
    HIGH = 2, "High"
{level}

def made_choices():
    return [("made", "Made")]
"""
VALUES = """def default_name():
    return "name"

def default_number():
    return 3

def limit():
    return {"state": "open"}

def upload_path(instance, filename):
    return filename

def validate(value):
    return None
"""
COLUMNS = """from django.db import models

class OwnAutoField(models.BigAutoField):
    pass

class ShortField(models.CharField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", {short})
        super().__init__(*args, **kwargs)

class MoneyField(models.DecimalField):
    def __init__(self, verbose_name=None, places=2, **kwargs):
        self.places = places
        kwargs["max_digits"] = {digits}
        kwargs["decimal_places"] = places
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_digits"], kwargs["decimal_places"]
        if self.places != 2:
            kwargs["places"] = self.places
        return name, path, args, kwargs

class LoudField(models.CharField):
    def __init__(self, *args, loud=False, **kwargs):
        self.loud = loud
        kwargs.setdefault("max_length", 9)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if self.loud:
            kwargs["loud"] = self.loud
        return name, path, args, kwargs

def short_text(length={length}, **options):
    return models.CharField(max_length=length, blank=True, **options)

def optional(kind, **options):
    options.setdefault("null", True)
    return kind(blank=True, **options)
"""
MANAGERS = """class QuietManager(models.Manager):
    pass

class CustomManager(models.Manager):
    use_in_migrations = True

    def __init__(self, word="w"):
        super().__init__()
        self.word = word

"""
ACCOUNTS = """from django.db import models

class Member(models.Model):
    name = models.CharField(max_length=9)

    class Meta:
        swappable = "AUTH_USER_MODEL"

class Person(models.Model):
    pass
"""
TAG = """class Tag(models.Model):
    id = models.AutoField(primary_key=True)

    class Meta:
        ordering = ["id"]

"""
LINK = """class Link(models.Model):
    one = models.ForeignKey("Customer", models.CASCADE, related_name="+")
    two = models.ForeignKey("Customer", models.CASCADE, related_name="+")

"""
CONFIG = "from django.apps import AppConfig\n\nclass Config(AppConfig):\n    name = '{name}'\n{more}"
ANCHORS = ["code = models.CharField(max_length=10)", "size = models.IntegerField()", "made = models.DateTimeField()"]
"""Fields that options refer to."""
