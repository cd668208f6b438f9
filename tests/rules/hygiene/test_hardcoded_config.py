"""`hardcoded-config`, beside the examples of its manual page. The secrets are made up, and put together so that no scanner minds them."""

import time

import pytest
from tests.fakes.facts import facts_of
from tests.rules.examples import judged

from tenet.domain.component import Component
from tenet.domain.finding import Unknown, Violation
from tenet.facts.literals.kinds import Kind
from tenet.rules.hygiene.hardcoded_config import RULE, Options

RANDOM = "q7Zx2mWv" + "9KpL4tRb" + "8sYd3Hn6"
AWS = "AKIA" + "Q3J7XW2MZP5TRB4N"
GITHUB = "ghp" + "_" + "aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW2xY4"
STRIPE = "sk" + "_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
PEM = "-----BEGIN " + "PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\\n"


def outcomes(source: str, path: str = "shop/orders/client.py", options: Options | None = None) -> list[Unknown | Violation]:
    components = [Component("core", ("shop/core/**",)), Component("domain", ("shop/orders/**",))]
    return list(RULE.run(facts_of({}, {path: source}, components=components), options or Options()))  # type: ignore[arg-type]


def the_one(source: str, path: str = "shop/orders/client.py") -> Violation:
    (found,) = outcomes(source, path)
    assert isinstance(found, Violation)
    return found


def kinds(source: str) -> list[str]:
    found = the_one(source)
    listed = found.data["kinds"]
    assert isinstance(listed, list)
    return [str(kind) for kind in listed]


SECRETS = [
    f'client = Session(aws_access_key_id="{AWS}")\n',
    f'def sync(repo):\n    return Github("{GITHUB}").get_repo(repo)\n',
    f'import stripe\n\nstripe.api_key = "{STRIPE}"\n',
    f'HEADERS = {{"Authorization": "Bearer {JWT}"}}\n',
    f'SIGNER = load("{PEM}")\n',
    f'JWT_SECRET = "{RANDOM}"\n',
    f'def token():\n    return jwt.encode({{}}, key="x", secret="{RANDOM}")\n',
    f'config = {{"client_secret": "{RANDOM}"}}\n',
    f'app.config["SECRET_KEY"] = "{RANDOM}"\n',
    f'def send(text, api_key="{RANDOM}"):\n    ...\n',
    'import psycopg\n\nconnection = psycopg.connect(dbname="orders", user="orders", password="hunter2!")\n',
    'DB_PASSWORD = "Tr0ub4dor&3"\n',
    'class Mailer:\n    def __init__(self):\n        self.smtp_password = "s3ndgr1d-9x"\n',
    f'import os\n\nAPI_KEY = os.environ.get("API_KEY", "{RANDOM}")\n',
    f'if __name__ == "__main__":\n    run(token="{RANDOM}")\n',
    f'HEADERS = {{"Authorization": "Bearer {RANDOM}"}}\n',
    'SECRET_KEY = "my-super-secret-key"\n',
    'JWT_SECRET = "supersecret42x"\n',
    'def mail(server):\n    server.login("bot@shop.io", "hunter2!")\n',
    f'HEADERS = {{"X-Api-Key": "{RANDOM}"}}\n',
    'def stock():\n    return httpx.get(url(), auth=("orders", "hunter2!"))\n',
    f'def check(token):\n    return token == "{RANDOM}"\n',
]


@pytest.mark.parametrize("source", SECRETS)
def test_a_secret_is_found_by_its_form_or_its_name(source: str) -> None:
    assert kinds(source) == ["secret"]


PLACES = [
    ("dsn", 'engine = create_engine("postgresql+asyncpg://orders:Pa55w0rd@db.shop.io:5432/orders")\n'),
    ("dsn", 'BROKER = "amqp://rabbit.shop.svc:5672/"\n'),
    ("dsn", 'cache = Redis.from_url("redis://cache:6379/0")\n'),
    ("dsn", 'hook = "https://deploy:Xk29dkq0@git.shop.io/hooks"\n'),
    ("host", 'import httpx\n\ndef stock(sku):\n    return httpx.get("http://inventory.internal/stock")\n'),
    ("host", 'INVENTORY_URL = "http://inventory:8000"\n'),
    ("host", 'BASE_URL = "https://orders.staging.shop.io/v1"\n'),
    ("host", 'client = Client(host="10.1.4.20")\n'),
    ("host", 'DB_HOST = "orders.c9akciq32.eu-west-1.rds.amazonaws.com"\n'),
    ("host", 'def main():\n    uvicorn.run(app, host="0.0.0.0")\n'),
    ("dsn", f'REMOTE = "https://{RANDOM}@git.shop.io/orders.git"\n'),
    ("dsn", 'conn = psycopg2.connect("host=db.shop.io dbname=orders user=app password=Pa55w0rd")\n'),
    ("host", 'SMTP_HOST = "smtp.shop.io"\nSENDER = "orders"\n'),
    ("path", 'import sqlite3\n\ndef kept():\n    return sqlite3.connect("/opt/shop/orders.db")\n'),
    ("host", 'from redis import Redis\n\ncache = Redis(host="cache")\n'),
    ("host", 'consumer = Consumer(bootstrap_servers=["kafka-1.internal:9092"])\n'),
    ("port", 'import uvicorn\n\ndef serve():\n    uvicorn.run("shop.app:app", port=8080)\n'),
    ("port", "from redis import Redis\n\ncache = Redis(port=6390)\n"),
    ("port", 'def listen(sock):\n    sock.bind(("", 9000))\n'),
    (
        "bucket",
        ('import boto3\n\ns3 = boto3.client("s3")\n\ndef keep(data):\n    s3.put_object(Bucket="shop-invoices", Key="a", Body=data)\n'),
    ),
    ("bucket", 'from google.cloud import storage\n\ndef bucket():\n    return storage.Client().bucket("shop-invoices")\n'),
    ("bucket", 'S3_BUCKET = "shop-prod-invoices"\n'),
    ("path", 'def keep(data):\n    with open("/var/lib/shop/orders.json", "w") as file:\n        file.write(data)\n'),
    ("path", 'from pathlib import Path\n\nUPLOADS = Path("/srv/shop/uploads")\n'),
    ("path", 'EXPORT_DIR = "C:\\\\Shop\\\\exports"\n'),
    ("path", 'app.mount("/static", StaticFiles(directory="/opt/shop/static"))\n'),
]


@pytest.mark.parametrize(("kind", "source"), PLACES)
def test_what_says_where_the_service_runs_is_found(kind: str, source: str) -> None:
    assert kinds(source) == [kind]


CLEAN = [
    'PASSWORD_FIELD = "password"\ntoken_type = "bearer"\nTOKEN_URL = "/token"\nSECRET_NAME = "orders-db-secret"\n',
    'API_KEY_HEADER = "X-Api-Key"\napi_key = APIKeyHeader(name="X-Api-Key")\nsecret_key = "SECRET_KEY_ENV"\n',
    'password = ""\ntoken = "<token>"\nsecret = "changeme"\napi_key = "your-api-key-1234"\nDB_PASSWORD = "********"\n',
    'import os\n\nDATABASE_URL = os.environ["DATABASE_URL"]\nREDIS_URL = os.getenv("REDIS_URL", "redis://cache:6379/0")\n',
    'from enum import StrEnum\n\nclass Grant(StrEnum):\n    PASSWORD = "password"\n    CLIENT_SECRET = "client-secret-2"\n',
    'class WrongToken(Exception):\n    code = "wrong_token"\n    error = {"token": "token_expired", "password": "password_too_short"}\n',
    'engine = create_engine("postgresql://postgres:postgres@localhost:5432/postgres")\nDOCS = "https://user:pass@example.com/"\n',
    (
        'AUTHORIZE = "https://accounts.google.com/o/oauth2/v2/auth"\n'
        'API_BASE_URL = "https://api.stripe.com/v1"\n'
        'DOCS_URL = "https://docs.python.org/3/"\n'
    ),
    'def connect(host="localhost", port=6379, path="/var/lib/shop"):\n    return Redis(host=host, port=port)\n',
    'def url(user, password, host):\n    return f"postgresql://{user}:{password}@{host}/orders"\n',
    'parser.add_argument("--port", type=int, default=8000, help="as in redis://cache:6379/0")\n',
    (
        "def check(url):\n"
        '    if not url.startswith(("postgresql://", "redis://cache")):\n'
        '        raise ValueError("use postgresql://user:s3cr3tpw@db/orders")\n'
    ),
    'if __name__ == "__main__":\n    import uvicorn\n    uvicorn.run("shop.app:app", host="0.0.0.0", port=8000)\n',
    'BLOCKED = ["10.0.0.0/8", "192.168.0.1"]\nVERSION = "1.2.3.4"\nDNS = ("8.8.8.8", 53)\nNETWORK = "10.0.0.0/8"\n',
    'def cpu():\n    return open("/proc/cpuinfo").read(), open("/etc/os-release").read(), open("/dev/null")\n',
    'ROUTE_PATH = "/orders/{id}"\n\n@router.get("/data/orders")\ndef orders():\n    return redirect("/home/orders")\n',
    'SECRET_KEY = "SHOP_SECRET_KEY"\nsecret_key = "secret-key"\nAPI_HOST = "api.stripe.com"\nREDIS_HOST = "localhost"\n',
    'def url(password):\n    return "host=localhost password=abc" + "host=db.shop.io password={password}"\n',
    'def count(bucket="day"):\n    return histogram(bucket="hour-1", interval=3600)\n',
    'JSON_REGEX = r"[a-z0-9]+-[A-Z]{2}"\nTOKEN_PATTERN = r"ghp_[A-Za-z0-9]{36}"\nUSER_PASS = r":\\/\\/[a-z0-9]+:[\\S]+@"\n',
    'client = AsyncClient(transport=ASGITransport(app=app), base_url="http://orders:80")\nBASE_URL = "http://docker/containers"\n',
    'from dataclasses import dataclass\n\n@dataclass\nclass Context:\n    api_url: str = "http://api:8000"\n    port: int = 8000\n',
    'DEFAULT_URL = "http://inventory:8000"\nSANDBOX_HOME = "/home/agent"\nSCOPE = "https://orders.internal/.default"\n',
    'class MockMembers:\n    def __init__(self):\n        self.members = [Member(ip="10.0.0.1")]\n',
    'UNIT_DIR = Path("/etc/systemd/system")\nsys.path.remove("/opt/shop")\n",".join(["/var/lib/a"])\n',
    'MODEL = "text-embedding-3-large"\nNEXT_TOKEN = "next_page_token"\ntokens = 4096\nmax_tokens = 8192\n',
    '"""Run it against postgresql://orders:Pa55w0rd@db.shop.io/orders."""\n\ndef f():\n    """Token: abc123def456ghi789."""\n',
    'def login(client):\n    return client.post("/login", json={"password": "password", "token": "token"})\n',
    (
        "from shop.core.settings import settings\n"
        "\n"
        "cache = Redis(host=settings.redis_host, password=settings.redis_password.get_secret_value())\n"
    ),
    'logger.info("connect to redis://cache:6379/0 with password=%s", "Pa55w0rd")\n',
    'POSTHOG_API_KEY = "phc_" + key\nALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"\n',
]


@pytest.mark.parametrize("source", CLEAN)
def test_names_placeholders_defaults_and_public_addresses_are_clean(source: str) -> None:
    assert outcomes(source) == []


LOCAL = (
    'class Settings(BaseSettings):\n    database_url: str = "postgresql://shop:shop@db/shop"\n    redis_host: str = "redis"\n'
    '    port: int = 8000\n    upload_dir: str = "/var/lib/shop"\n    db_password: str = "postgres1"\n'
)


@pytest.mark.parametrize("path", ["shop/core/defaults_of_all.py", "shop/config.py", "shop/settings/base.py", "shop/orders/options.py"])
def test_settings_may_hold_defaults_for_local_development_and_no_real_secret(path: str) -> None:
    assert outcomes(LOCAL, path) == []
    assert len(outcomes(f'{LOCAL}    secret_key: str = "{RANDOM}"\n', path)) == 1
    assert len(outcomes(f'{LOCAL}    url: str = "postgresql://shop:Pa55w0rd@db.shop.io/shop"\n', path)) == 1


@pytest.mark.parametrize("path", ["tests/test_client.py", "docs/example.py", "shop/examples/client.py"])
def test_tests_and_docs_are_left_alone(path: str) -> None:
    assert outcomes(f'password = "{RANDOM}"\n', path) == []


def test_what_one_name_may_hold_is_one_finding() -> None:
    found = the_one(f'import os\n\napp_api_key = (\n    "{RANDOM}"\n    if os.name == "nt"\n    else "{RANDOM[::-1]}"\n)\n')
    assert (found.line, found.end_line) == (4, 6)


def test_a_value_that_a_function_repeats_is_told_once() -> None:
    found = the_one('import os\n\ndef read():\n    if os.path.isfile("/data/o.json"):\n        return open("/data/o.json").read()\n')
    assert found.line == 4


def test_what_one_call_takes_is_one_finding_with_the_gravest_first() -> None:
    found = the_one('from redis import Redis\n\ncache = Redis(\n    host="10.0.0.5",\n    port=6390,\n    password="hunter2!",\n)\n')
    assert (found.line, found.end_line) == (4, 6)
    assert found.message == (
        "Module `shop.orders.client` has configuration written into it: network address `host = 10.0.0.5`, port `port = 6390`, "
        "secret `password = ...`."
    )
    assert "`redis_password: SecretStr`" in found.remedy


@pytest.mark.parametrize(
    "source", [*SECRETS, *(source for kind, source in PLACES if kind == "dsn" and ("@" in source or "password=" in source))]
)
def test_no_secret_is_repeated_anywhere(source: str) -> None:
    (found,) = [one for one in judged({}, {"shop/client.py": source}, "hardcoded-config").findings if one.rule == "hardcoded-config"]
    told = repr(found)
    assert found.code == ""
    for secret in (RANDOM, AWS, GITHUB, STRIPE, JWT, "MIIEvQ", "hunter2", "Tr0ub4dor", "s3ndgr1d", "Pa55w0rd", "Xk29dkq0"):
        assert secret[:5] not in told


def test_the_remedy_names_the_field_to_add() -> None:
    django = "from django.db import models\n"
    assert "Add `jwt_secret: SecretStr` to the settings and use `settings.jwt_secret` here." in the_one(f'JWT_SECRET = "{RANDOM}"\n').remedy
    assert 'JWT_SECRET = os.environ["JWT_SECRET"]' in the_one(f'{django}JWT_SECRET = "{RANDOM}"\n').remedy
    assert "Add `uploads: Path`" in the_one('UPLOADS = Path("/srv/shop/uploads")\n').remedy


def test_the_field_is_named_after_what_is_made_and_not_after_the_making() -> None:
    source = "import pymysql\n\ndef get_replica():\n    return pymysql.connect(host=HOST, port=3306)\n"
    assert "Add `replica_port: int`" in the_one(source).remedy


def test_the_option_kinds_narrows_what_is_looked_for() -> None:
    source = PLACES[0][1] + 'UPLOADS = Path("/srv/shop/uploads")\n'
    assert len(outcomes(source)) == 2
    (found,) = outcomes(source, options=Options(kinds=(Kind.PATH,)))
    assert isinstance(found, Violation)
    assert found.data["kinds"] == ["path"]


def test_the_option_allow_names_values_that_may_stay() -> None:
    source = 'UPLOADS = Path("/srv/shop/uploads")\n'
    assert len(outcomes(source)) == 1
    assert outcomes(source, options=Options(allow=("/srv/shop/*",))) == []


def test_a_noqa_comment_counts_unless_the_option_says_otherwise() -> None:
    source = f'JWT_SECRET = "{RANDOM}"  # noqa: S105\n'
    assert outcomes(source) == []
    assert len(outcomes(source, options=Options(noqa=False))) == 1


def test_only_lines_that_the_change_adds_are_looked_at() -> None:
    before = f'JWT_SECRET = "{RANDOM}"\n'
    found = judged({"shop/client.py": before}, {"shop/client.py": f"{before}x = 1\n"}, "hardcoded-config").findings
    assert [one for one in found if one.rule == "hardcoded-config"] == []


def test_a_file_that_cannot_be_parsed_is_unknown() -> None:
    (found,) = outcomes('password = "abc"\ndef (:\n')
    assert isinstance(found, Unknown)


@pytest.mark.untraced
@pytest.mark.parametrize(
    "source",
    [
        "password = " + "[" * 90 + "'Pa55w0rd!'" + "]" * 90,
        "password = " + " + ".join(["'Pa55w0rd!'"] * 3000),
        "".join(f"password_{number} = 'Pa55w0rd!{number}'\n" for number in range(3000)),
        f"x = 'eyJ{'a' * 50_000}'",
        f"x = '-----BEGIN PRIVATE KEY-----{' a:' * 20_000}'",
        f"x = 'http://{'a.' * 20_000}'",
        f"x = '{'postgres://a:' * 10_000}'",
        f"password_{'a' * 50_000} = 'Pa55w0rd!'",
        f"host = '{'a-' * 20_000}'",
    ],
)
def test_hostile_texts_take_no_time(source: str) -> None:
    started = time.process_time()
    outcomes(source)
    assert time.process_time() - started < 5


def test_names_of_classes_are_no_secrets_whatever_holds_them() -> None:
    assert outcomes('CREDENTIALS = ("OAuth2PasswordBearer", "APIKeyHeader", "OAuth2AuthorizationCodeBearer")\n') == []
    assert outcomes(f'CREDENTIALS = ("OAuth2PasswordBearer", "{RANDOM}")\n')
