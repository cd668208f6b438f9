"""Which texts say where another service is."""

import re
from dataclasses import dataclass

from tenet.facts.literals.secrets import PLACEHOLDER, is_strong

URL = re.compile(
    r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]{1,30})://(?:(?P<user>[^\s:/@{}<>]*)(?::(?P<password>[^\s/@{}<>]*))?@)?(?P<host>\[[0-9a-fA-F:]+\]|[\w.-]+)"
    r"(?P<port>:\d{1,5})?(?=[/?#,\s]|$)"
)
STORES = re.compile(
    r"(?i)^(?:postgres(?:ql)?|mysql|mariadb|redis|rediss|valkey|amqps?|mongodb|mssql|oracle|clickhouse|kafka|nats|memcached?|cassandra|"
    r"cockroachdb|neo4j|bolt|ldaps?|smtps?|mqtts?|timescaledb|rabbitmq|sentinel)(?:\+\w+)?$"
)
LOCAL = re.compile(
    r"(?i)^(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[?::1?\]?|host\.docker\.internal|.*\.localhost|(?:.*\.)?example(?:\.(?:com|org|net|co))?|.*\.test|"
    r".*\.example|.*\.invalid|host|hostname|server|domain|.*your.*|testserver|test)$"
)
ADDRESS = re.compile(r"(?P<host>\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?")
PUBLIC = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "9.9.9.9", "169.254.169.254", "255.255.255.255", "1.2.3.4"})
DOCUMENTED = ("192.0.2.", "198.51.100.", "203.0.113.")
INTERNAL = re.compile(
    r"(?i)\.(?:internal|local|lan|corp|intranet|private|cluster|consul|svc|priv)$|\.svc\.cluster\.|^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+$"
)
DEPLOYED = re.compile(
    r"(?i)\.(?:rds|elb|cache|docdb|es|redshift)\.amazonaws\.com$|\.(?:rds|cache|es)\.[\w-]+\.amazonaws\.com$|\.execute-api\.|\.(?:azurewebsites|herokuapp|"
    r"ngrok|ngrok-free|onrender|railway|fly)\.(?:net|com|io|app|dev)$|\.(?:a\.)?run\.app$|\.database\.(?:windows\.net|azure\.com)$|"
    r"(?:^|[.-])(?:staging|stage|stg|prod|production|preprod|uat|qa)(?=[.-])"
)
WORDED = re.compile(
    r"\bhost=(?P<host>[\w.-]+)\s(?:\S+\s)*password=(?P<password>[^\s{}<>%]+)|\bpassword=(?P<early>[^\s{}<>%]+)\s(?:\S+\s)*host=(?P<late>[\w.-]+)"
)
"""A connection string of words: `host=db dbname=orders password=...`."""
HOST = re.compile(r"(?i)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service is, as a text says it. `shown` is the text without its password."""

    host: str
    shown: str
    port: str
    store: bool
    credentials: str
    """The password in it; empty where there is none, or a placeholder."""

    @property
    def local(self) -> bool:
        return is_local(self.host)

    @property
    def own(self) -> bool:
        """A host of one's own network or of one deployment. A bare name without a port often stands for no host at all."""
        return (
            ("." not in self.host and bool(self.port)) or INTERNAL.search(self.host) is not None or DEPLOYED.search(self.host) is not None
        )


def address_in(text: str) -> Address | None:
    """What a URL leads to. A text that only begins like one, or that has parts to fill in, leads nowhere."""
    found = URL.match(text.strip())
    if found is None or not found["host"].strip("."):
        return None
    user, password = found["user"] or "", found["password"] or ""
    pretended = PLACEHOLDER.search(password) is not None or password.lower() in {"password", "pass", "pw", "secret", user.lower()}
    secret = password if password and not pretended else user if is_strong(user) else ""
    shown = f"{found['scheme']}://{'***@' if user or password else ''}{found['host']}"
    return Address(found["host"], shown, found["port"] or "", STORES.match(found["scheme"]) is not None, secret)


def server_in(text: str) -> str:
    """What a connection string of words with a password leads to, without the password; else empty."""
    found = WORDED.search(text) if "host=" in text and "password=" in text and len(text) < 500 else None
    host = (found["host"] or found["late"]) if found is not None else "localhost"
    password = (found["password"] or found["early"]) if found is not None else ""
    return "" if is_local(host) or PLACEHOLDER.search(password) or password.lower() == "password" else f"host={host} password=***"


def is_address(text: str) -> bool:
    """An address of the network that is not this machine's, nor one of documentation."""
    found = ADDRESS.fullmatch(text)
    if found is None or any(int(part) > 255 for part in found["host"].split(".")):
        return False
    host = found["host"]
    return not (is_local(host) or host in PUBLIC or host.startswith(DOCUMENTED))


def is_local(host: str) -> bool:
    return LOCAL.match(host) is not None


def is_host(text: str) -> bool:
    """A name of a machine that is not this one."""
    return 2 < len(text) <= 253 and HOST.fullmatch(text) is not None and not is_local(text) and any(map(str.isalpha, text))


def is_own_host(text: str) -> bool:
    text = re.sub(r":\d{1,5}$", "", text)
    return is_host(text) and (INTERNAL.search(text) is not None or DEPLOYED.search(text) is not None)
