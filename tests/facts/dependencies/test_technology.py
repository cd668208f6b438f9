"""What packages are clients of."""

import re

import pytest
from packaging.utils import canonicalize_name

from tenet.facts.dependencies.technology import normalised, technologies


@pytest.mark.parametrize(
    ("package", "name", "category", "kind"),
    [
        ("psycopg2-binary", "PostgreSQL", "datastore", "relational"),
        ("asyncpg", "PostgreSQL", "datastore", "relational"),
        ("motor", "MongoDB", "datastore", "document"),
        ("opensearch-py", "OpenSearch", "datastore", "search"),
        ("qdrant-client", "Qdrant", "datastore", "vector"),
        ("neo4j", "Neo4j", "datastore", "graph"),
        ("influxdb-client", "InfluxDB", "datastore", "time-series"),
        ("google-cloud-storage", "Google Cloud Storage", "datastore", "object-storage"),
        ("aiokafka", "Kafka", "broker", "log"),
        ("celery", "Celery", "broker", "task-queue"),
        ("redis", "Redis", "cache", "server"),
        ("aioboto3", "AWS", "cloud", "provider"),
        ("httpx", "httpx", "http-client", "library"),
        ("aiosmtplib", "SMTP", "mail", "service"),
        ("pyjwt", "JWT", "auth", "library"),
        ("jinja2", "Jinja", "templating", "library"),
        ("orjson", "orjson", "serialization", "library"),
    ],
)
def test_packages_are_told_apart_by_class(package: str, name: str, category: str, kind: str):
    found = technologies().packages[package]
    assert (found.name, found.category, found.kind) == (name, category, kind)


def test_every_name_of_the_list_is_normalised_and_no_name_means_two_things():
    assert all(name == canonicalize_name(name) and re.fullmatch(r"[a-z0-9-]+", name) for name in technologies().packages)
    assert len({(one.name) for one in technologies().packages.values()}) == len(set(technologies().packages.values()))


@pytest.mark.parametrize("name", ["Foo.Bar__baz", "foo", "A-_-B", "zope.interface"])
def test_names_are_normalised_as_pep_503_says(name: str):
    assert normalised(name) == canonicalize_name(name)


@pytest.mark.parametrize(
    ("dotted", "name"),
    [
        ("kafka.KafkaProducer", "Kafka"),
        ("google.cloud.storage.Client", "Google Cloud Storage"),
        ("qdrant_client.QdrantClient", "Qdrant"),
        ("google.protobuf", None),
        ("shop.models", None),
    ],
)
def test_an_import_names_its_technology(dotted: str, name: str | None):
    found = technologies().imported(dotted)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("postgres:16-alpine", "PostgreSQL"),
        ("docker.io/bitnami/kafka:3.7", "Kafka"),
        ("redis@sha256:ab", "Redis"),
        ("ghcr.io/shop/api", None),
    ],
)
def test_an_image_names_its_technology(image: str, name: str | None):
    found = technologies().image(image)
    assert (found and found.name) == name


def test_packages_of_a_repository_s_own_are_added_by_class():
    own = technologies().with_classes({"datastore": ["Acme_Store"]})
    assert own.packages["acme-store"].category == "datastore"
    assert own.imported("acme_store.client") == own.packages["acme-store"]
    assert "acme-store" not in technologies().packages
