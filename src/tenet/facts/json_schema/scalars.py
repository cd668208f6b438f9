"""Types that stand for one JSON value, as each generation of pydantic writes them."""

from tenet.facts.json_schema.generation import Generation, Mode
from tenet.facts.json_schema.json_values import JsonObject


def _text(form: str, **more: int) -> JsonObject:
    return {"type": "string", "format": form, **more}


NUMBERS: dict[str, JsonObject] = {
    "PositiveInt": {"type": "integer", "exclusiveMinimum": 0},
    "NegativeInt": {"type": "integer", "exclusiveMaximum": 0},
    "NonNegativeInt": {"type": "integer", "minimum": 0},
    "NonPositiveInt": {"type": "integer", "maximum": 0},
    "StrictInt": {"type": "integer"},
    "PositiveFloat": {"type": "number", "exclusiveMinimum": 0},
    "NegativeFloat": {"type": "number", "exclusiveMaximum": 0},
    "NonNegativeFloat": {"type": "number", "minimum": 0},
    "NonPositiveFloat": {"type": "number", "maximum": 0},
    "FiniteFloat": {"type": "number"},
    "StrictFloat": {"type": "number"},
    "StrictBool": {"type": "boolean"},
    "StrictStr": {"type": "string"},
}
COMMON: dict[str, JsonObject] = {
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "str": {"type": "string"},
    "None": {"type": "null"},
    "Any": {},
    "object": {},
    "TypeVar": {},
    "type": {},
    "typing.Type": {},
    "typing.Hashable": {},
    "datetime.datetime": _text("date-time"),
    "datetime.date": _text("date"),
    "datetime.time": _text("time"),
    "uuid.UUID": _text("uuid"),
    "ipaddress.IPv4Address": _text("ipv4"),
    "ipaddress.IPv6Address": _text("ipv6"),
    "ipaddress.IPv4Network": _text("ipv4network"),
    "ipaddress.IPv6Network": _text("ipv6network"),
    "ipaddress.IPv4Interface": _text("ipv4interface"),
    "ipaddress.IPv6Interface": _text("ipv6interface"),
    "re.Pattern": _text("regex"),
    **{f"pathlib.{name}": _text("path") for name in ("Path", "PurePath", "PosixPath", "PurePosixPath", "PureWindowsPath")},
    "os.PathLike": _text("path"),
    "pydantic.EmailStr": _text("email"),
    "pydantic.NameEmail": _text("name-email"),
    "pydantic.IPvAnyAddress": _text("ipvanyaddress"),
    "pydantic.IPvAnyInterface": _text("ipvanyinterface"),
    "pydantic.IPvAnyNetwork": _text("ipvanynetwork"),
    "pydantic.FilePath": _text("file-path"),
    "pydantic.DirectoryPath": _text("directory-path"),
    "pydantic.SecretStr": {"type": "string", "writeOnly": True, "format": "password"},
    "pydantic.SecretBytes": {"type": "string", "writeOnly": True, "format": "password"},
    "pydantic.PastDate": _text("date"),
    "pydantic.FutureDate": _text("date"),
    **{f"pydantic.{name}": schema for name, schema in NUMBERS.items()},
    "bytes": {"type": "string", "format": "binary"},
    "pydantic.StrictBytes": {"type": "string", "format": "binary"},
    "fastapi.UploadFile": {"type": "string", "format": "binary"},
    "fastapi.datastructures.UploadFile": {"type": "string", "format": "binary"},
    "starlette.datastructures.UploadFile": {"type": "string", "format": "binary"},
    "fastapi_pagination.types.GreaterEqualZero": {"type": "integer", "minimum": 0},
    "fastapi_pagination.types.GreaterEqualOne": {"type": "integer", "minimum": 1},
    "bson.ObjectId": {"type": "string"},
    "beanie.PydanticObjectId": {"type": "string", "minLength": 24, "maxLength": 24, "pattern": "^[0-9a-f]{24}$"},
    "beanie.odm.fields.PydanticObjectId": {"type": "string", "minLength": 24, "maxLength": 24, "pattern": "^[0-9a-f]{24}$"},
}
URLS = frozenset({"AnyUrl", "AnyHttpUrl", "HttpUrl", "FileUrl", "FtpUrl", "WebsocketUrl", "AnyWebsocketUrl", "AnyFtpUrl"})
SINGLE_DSNS = frozenset({"CockroachDsn", "AmqpDsn", "RedisDsn", "KafkaDsn", "MySQLDsn", "MariaDBDsn", "ClickHouseDsn", "SnowflakeDsn"})
MULTIPLE_DSNS = frozenset({"PostgresDsn", "MongoDsn", "NatsDsn"})
TWO: dict[str, JsonObject] = {
    "datetime.timedelta": _text("duration"),
    **{f"pydantic.UUID{version}": _text(f"uuid{version}") for version in range(1, 9)},
    **{f"pydantic.{name}": _text("uri", minLength=1) for name in URLS | SINGLE_DSNS},
    **{f"pydantic.{name}": _text("uri", minLength=1, maxLength=2083) for name in ("HttpUrl", "WebsocketUrl")},
    **{f"pydantic.{name}": _text("multi-host-uri", minLength=1) for name in MULTIPLE_DSNS},
    "pydantic.AwareDatetime": _text("date-time"),
    "pydantic.NaiveDatetime": _text("date-time"),
    "pydantic.PastDatetime": _text("date-time"),
    "pydantic.FutureDatetime": _text("date-time"),
    "pydantic.NewPath": _text("path"),
    "pydantic.SocketPath": _text("path"),
    "pydantic.ImportString": {"type": "string"},
    "pydantic.JsonValue": {},
    "pydantic.Base64Bytes": _text("base64"),
    "pydantic.Base64Str": _text("base64"),
    "pydantic.Base64UrlBytes": _text("base64url"),
    "pydantic.Base64UrlStr": _text("base64url"),
    "pydantic_extra_types.color.Color": _text("color"),
    "pydantic.Color": _text("color"),
    "pydantic_extra_types.phone_numbers.PhoneNumber": _text("phone"),
    "pydantic_extra_types.country.CountryAlpha2": {"type": "string", "pattern": r"^\w{2}$"},
    "pydantic_extra_types.country.CountryAlpha3": {"type": "string", "pattern": r"^\w{3}$"},
    "pydantic_extra_types.currency_code.Currency": {"type": "string"},
    "pydantic_extra_types.currency_code.ISO4217": {"type": "string"},
    "pydantic_extra_types.mac_address.MacAddress": {"type": "string"},
    "pydantic_extra_types.ulid.ULID": {"type": "string"},
    **{f"pydantic_extra_types.{name}": {"type": "string"} for name in ("isbn.ISBN", "domain.DomainStr", "s3.S3Path")},
    "pydantic_extra_types.payment.PaymentCardNumber": {"type": "string", "minLength": 12, "maxLength": 19},
    "pydantic_extra_types.routing_number.ABARoutingNumber": {"type": "string", "minLength": 9, "maxLength": 9},
    "pydantic_extra_types.coordinate.Latitude": {"anyOf": [{"type": "number", "minimum": -90, "maximum": 90}, {"type": "string"}]},
    "pydantic_extra_types.coordinate.Longitude": {"anyOf": [{"type": "number", "minimum": -180, "maximum": 180}, {"type": "string"}]},
    "pydantic_extra_types.timezone_name.TimeZoneName": {"type": "string"},
    "pydantic_extra_types.semantic_version.SemanticVersion": {"type": "string", "pattern": ""},
    "pydantic_extra_types.pendulum_dt.DateTime": _text("date-time"),
    "pydantic_extra_types.pendulum_dt.Date": _text("date"),
    "pydantic_extra_types.pendulum_dt.Time": _text("time"),
    "pydantic_extra_types.pendulum_dt.Duration": _text("duration"),
    "complex": {"type": "string"},
    "zoneinfo.ZoneInfo": _text("zoneinfo"),
}
ONE: dict[str, JsonObject] = {
    "datetime.timedelta": {"type": "number", "format": "time-delta"},
    **{f"pydantic.UUID{version}": _text(f"uuid{version}") for version in range(1, 6)},
    **{f"pydantic.{name}": _text("uri", minLength=1, maxLength=2083 if name == "HttpUrl" else 65536) for name in URLS | SINGLE_DSNS},
    **{f"pydantic.{name}": _text("uri", minLength=1, maxLength=65536) for name in MULTIPLE_DSNS},
    "decimal.Decimal": {"type": "number"},
    "pydantic.Json": {"type": "string", "format": "json-string"},
    "pydantic.ByteSize": {"type": "integer"},
    "pydantic.Color": _text("color"),
    "pydantic.PaymentCardNumber": {"type": "string", "minLength": 12, "maxLength": 19},
}


def scalar(name: str, generation: Generation, mode: Mode) -> JsonObject | None:
    """The schema of a type by its dotted name; None for any other type."""
    name = canonical(name)
    if generation is Generation.TWO and name == "decimal.Decimal":
        text: JsonObject = {"type": "string"}
        return {"anyOf": [{"type": "number"}, text]} if mode is Mode.INPUT else text
    if generation is Generation.TWO and name == "pydantic.ByteSize":
        whole: JsonObject = {"type": "integer", "minimum": 0}
        return {"anyOf": [{"type": "string", "pattern": r"^\s*(\d*\.?\d+)\s*(\w+)?"}, whole]} if mode is Mode.INPUT else whole
    found = (TWO if generation is Generation.TWO else ONE).get(name) or COMMON.get(name)
    return None if found is None else dict(found)


def canonical(name: str) -> str:
    """Where pydantic's types are documented, whatever module they are imported from."""
    parts = name.split(".")
    if parts[0] == "pydantic" and len(parts) > 2 and parts[1] in {"types", "networks", "v1", "main", "generics", "fields", "color"}:
        return f"pydantic.{parts[-1]}"
    return name


def keeps_its_schema(name: str) -> bool:
    """Whether pydantic describes the type by its own schema even where a serializer states another."""
    name = canonical(name)
    return name.startswith(("pathlib.", "pydantic.Secret")) or name.removeprefix("pydantic.") in URLS | SINGLE_DSNS | MULTIPLE_DSNS
