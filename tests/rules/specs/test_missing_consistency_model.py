from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.rules.specs.missing_consistency_model import RULE, Options

Files = Mapping[str, str | bytes]
ORDERS = Component("orders", ("orders/**",), ("specs/orders.md",))
SPEC = "# Orders\n\nA customer places orders and sees the latest.\n"
STATED = """
# Orders

A customer places orders.

## Consistency and availability

Other services see an order eventually. During a partition orders are taken all the same (AP).
"""
SERVICE = """
from sqlalchemy.orm import Session

from orders.models import Order


def place(order: Order, session: Session) -> Order:
    session.add(order)
    return order
"""
API = """
from fastapi import APIRouter

from orders.service import place

router = APIRouter(prefix="/orders")


@router.post("")
def create(order: dict) -> dict:
    return place(order)
"""
TASKS = """
from celery import Celery

queue = Celery("orders")


@queue.task
def send_invoice(order_id: int) -> None: ...
"""
BASE: dict[str, str | bytes] = {
    "orders/__init__.py": "",
    "orders/service.py": SERVICE,
    "orders/api.py": API,
    "orders/models.py": """
        from sqlalchemy.orm import DeclarativeBase
        import asyncpg


        class Base(DeclarativeBase): ...


        class Order(Base): ...
        """,
    "specs/orders.md": SPEC,
}  # fmt: skip
QUEUED: dict[str, str | bytes] = {**BASE, "orders/tasks.py": TASKS, "orders/mail.py": """
    from orders.tasks import send_invoice


    def remind():
        send_invoice.delay(1)
    """}  # fmt: skip


SENDING = SERVICE.replace("return order\n", "send_invoice.delay(order.id)\n    return order\n").replace(
    "from orders.models", "from orders.tasks import send_invoice\nfrom orders.models"
)
BACKGROUND = (
    API.replace("import APIRouter", "import APIRouter, BackgroundTasks")
    .replace("order: dict)", "order: dict, tasks: BackgroundTasks)")
    .replace("return place", "tasks.add_task(place, order)\n    return place")
)
MOVED = {path: text for path, text in QUEUED.items() if path not in {"orders/tasks.py", "orders/mail.py"}}
MOVED["orders/jobs.py"] = TASKS
MOVED["orders/mail.py"] = str(QUEUED["orders/mail.py"]).replace("orders.tasks", "orders.jobs")


def outcomes(head: Files, base: Files = BASE, component: Component = ORDERS, **options: tuple[str, ...]) -> list[Outcome]:
    return list(RULE.run(facts_of(base, head, components=[component]), Options.model_validate(options)))


def added(text: str, path: str = "orders/events.py", base: Files = BASE) -> Files:
    return {**base, path: text}


def violation(head: Files, base: Files = BASE) -> Violation:
    (found,) = outcomes(head, base)
    assert isinstance(found, Violation)
    return found


FLAGGED: dict[str, tuple[Files, str]] = {
    "a producer of kafka": (
        added(
            """
            from aiokafka import AIOKafkaProducer


            class Events:
                def __init__(self, producer: AIOKafkaProducer) -> None:
                    self._producer = producer

                async def placed(self, order):
                    await self._producer.send_and_wait("orders.placed", order)
            """
        ),
        "by Kafka (producer `'orders.placed'`)",
    ),
    "a consumer of kafka": (
        added("from confluent_kafka import Consumer\n\nconsumer = Consumer({'group.id': 'orders'})\n"),
        "by Kafka (consumer `",
    ),
    "rabbitmq by pika": (
        added(
            """
            import pika

            def send(body):
                connection = pika.BlockingConnection(pika.URLParameters("amqp://"))
                channel = connection.channel()
                channel.basic_publish(exchange="", routing_key="orders", body=body)
            """
        ),
        "by RabbitMQ (producer `'orders'`)",
    ),
    "rabbitmq by aio-pika": (
        added(
            """
            import aio_pika

            async def send(message):
                async with await aio_pika.connect_robust("amqp://") as connection:
                    channel = await connection.channel()
                    await channel.default_exchange.publish(message, routing_key="orders")
            """
        ),
        "by RabbitMQ (producer `message`)",
    ),
    "a celery task": (added(TASKS, "orders/tasks.py"), "by Celery (background task `send_invoice`)"),
    "a celery task that is sent now": (
        {**QUEUED, "orders/mail.py": "", "orders/service.py": SENDING},
        "by Celery (producer `send_invoice`, background task `send_invoice`)",
    ),
    "a job of rq": (
        added("""
            from redis import Redis
            from rq import Queue

            queue = Queue(connection=Redis())


            def later(order):
                queue.enqueue(bill, order)
            """),
        "by RQ (producer `bill`)",
    ),
    "a job of arq": (
        added("""
            from arq import create_pool


            async def later():
                pool = await create_pool()
                await pool.enqueue_job('bill', 1)
            """),
        "by arq (producer `'bill'`)",
    ),
    "an actor": (added("""
        import dramatiq


        @dramatiq.actor(max_retries=3)
        def bill(order_id): ...
        """), "by Dramatiq (background task `bill`)"),
    "a message of sqs": (
        added("import boto3\n\nsqs = boto3.client('sqs')\n\n\ndef send(url):\n    sqs.send_message(QueueUrl=url, MessageBody='x')\n"),
        "by AWS SQS (producer `url`)",
    ),
    "a notification of sns": (
        added("""
            import aioboto3

            session = aioboto3.Session()


            async def send(arn):
                async with session.client('sns') as sns:
                    await sns.publish(TopicArn=arn)
            """),
        "by AWS SNS (producer `arn`)",
    ),
    "pub/sub": (
        added("""
            from google.cloud import pubsub_v1

            publisher = pubsub_v1.PublisherClient()


            def send(topic):
                publisher.publish(topic, b'x')
            """),
        "by Google Pub/Sub (producer `topic`)",
    ),
    "nats": (added("""
        import nats


        async def send():
            nc = await nats.connect()
            await nc.publish('orders', b'x')
        """), "by NATS (producer `'orders'`)"),
    "a task after the response": (
        {**BASE, "orders/api.py": BACKGROUND},
        "by FastAPI (background task `place`)",
    ),
    "a second store": (
        added("from elasticsearch import AsyncElasticsearch\n\nclient = AsyncElasticsearch('http://search')\n"),
        "by Elasticsearch (second store `Elasticsearch`)",
    ),
    "an outbox": (
        added("from orders.models import Base\n\n\nclass OutboxEvent(Base):\n    __tablename__ = 'outbox'\n"),
        "by outbox (outbox `OutboxEvent`)",
    ),
    "a cache that is read through": (
        added("""
            from redis.asyncio import Redis


            async def order(redis: Redis, key):
                found = await redis.get(key)
                if found is None:
                    found = await load(key)
                    await redis.set(key, found, ex=60)
                return found
            """),
        "by Redis (cache read-through `order`)",
    ),
    "a cached view": (
        added("from fastapi_cache.decorator import cache\n\n\n@cache(expire=60)\nasync def latest(): ...\n"),
        "by fastapi-cache (cache read-through `latest`)",
    ),
}  # fmt: skip

SILENT: dict[str, tuple[Files, Files]] = {
    "events within the process": (
        BASE,
        added("""
            from blinker import signal
            import asyncio
            import queue

            placed = signal('placed')
            waiting = queue.Queue()


            def f(order):
                placed.send(order)
                waiting.put(order)
            """),
    ),
    "a signal of django": (BASE, added("""
        from django.dispatch import Signal

        placed = Signal()


        def f(order):
            placed.send(sender=None, order=order)
        """)),
    "tests": (BASE, added("from celery import Celery\n\napp = Celery('x')\n\n\n@app.task\ndef f(): ...\n", "orders/tests/test_tasks.py")),
    "a method called send of the repository's own": (
        BASE,
        added("class Mailer:\n    def send(self, order): ...\n\n\ndef f(order):\n    Mailer().send(order)\n"),
    ),
    "a call that cannot be followed": (BASE, added("def f(producer, order):\n    producer.send('orders', order)\n")),
    "a flow that moves": (QUEUED, MOVED),
    "a flow that is there already, from another place": (
        QUEUED,
        {**QUEUED, "orders/service.py": SENDING},
    ),
    "a flow that is gone": (QUEUED, BASE),
    "another file of the same store": (BASE, added("import asyncpg\n\n\nasync def f():\n    await asyncpg.connect('postgresql://')\n")),
    "a write that is no read-through": (BASE, added("import redis\n\nr = redis.Redis()\n\n\ndef f():\n    r.set('a', 1, ex=3)\n")),
    "a flow of another component": (BASE, added(TASKS, "billing/tasks.py")),
    "a class that is only called outbox": (BASE, added("class OutboxReader(Reader):\n    pass\n")),
    "an import alone": (BASE, added("from aiokafka import AIOKafkaProducer\nimport celery\n")),
}  # fmt: skip


@pytest.mark.parametrize(("head", "said"), FLAGGED.values(), ids=FLAGGED.keys())
def test_a_new_flow_without_a_consistency_model_is_flagged(head: Files, said: str):
    message = violation(head).message
    assert message.startswith("orders has a new data flow ")
    assert said in message
    assert message.endswith("and its spec states no consistency model and no CAP trade-off.")


@pytest.mark.parametrize("head", [head for head, _ in FLAGGED.values()], ids=FLAGGED.keys())
def test_a_new_flow_whose_spec_states_the_model_is_silent(head: Files):
    assert outcomes({**head, "specs/orders.md": STATED}, {**BASE, "specs/orders.md": STATED}) == []


@pytest.mark.parametrize(("base", "head"), SILENT.values(), ids=SILENT.keys())
def test_what_is_no_new_flow_is_silent(base: Files, head: Files):
    assert outcomes(head, base) == []


def test_the_finding_stands_on_the_flow_and_names_it():
    head = added(TASKS, "orders/tasks.py")
    assert violation(head) == Violation(
        message="orders has a new data flow by Celery (background task `send_invoice`), "
        "and its spec states no consistency model and no CAP trade-off.",
        remedy="Write into `specs/orders.md`, under 'Consistency', "
        "what readers may see meanwhile and what gives way when a part cannot be reached.",
        path="orders/tasks.py",
        line=6,
        end_line=6,
        key="orders Celery",
        novelty=Novelty.NEW,
        data={
            "component": "orders",
            "specs": ["specs/orders.md"],
            "flows": [{"kind": "background task", "technology": "Celery", "subject": "send_invoice", "path": "orders/tasks.py", "line": 6}],
        },
    )


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("## Consistency\n\nInvoices follow eventually.\n", "CAP trade-off"),
        ("## CAP\n\nAvailability goes first.\n", "consistency model"),
        ("Invoices are eventually consistent.\n", "CAP trade-off"),
        ("Orders are strong. The shop is available at all hours.\n", "consistency model and no CAP trade-off"),
        ("## Consistency\n\nTBD\n", "consistency model and no CAP trade-off"),
        ("```\n## Consistency\neventually consistent, AP\n```\n", "consistency model and no CAP trade-off"),
    ],
)
def test_what_the_spec_leaves_out_is_said(text: str, lacking: str):
    spec = {"specs/orders.md": f"# Orders\n\n{text}"}
    assert violation({**added(TASKS, "orders/tasks.py"), **spec}, {**BASE, **spec}).message.endswith(f"its spec states no {lacking}.")


@pytest.mark.parametrize(
    "text",
    [
        "### 3.2 CAP trade-off\n\nCausal; a partition stops writes.\n",
        "Invoices are eventually consistent, and available during a partition.\n",
        "- Consistency: read-your-writes, AP.\n",
        "## Data consistency\n\n| flow | model | when Kafka is down |\n|---|---|---|\n| orders | eventual | available |\n",
    ],
)
def test_a_statement_in_any_usual_form_is_enough(text: str):
    assert outcomes({**added(TASKS, "orders/tasks.py"), "specs/orders.md": f"# Orders\n\n{text}"}) == []


def test_option_models_says_which_words_name_a_model():
    head = {**added(TASKS, "orders/tasks.py"), "specs/orders.md": "# O\n\n## Consistency\n\nSchließlich konsistent (AP).\n"}
    assert len(outcomes(head)) == 1
    assert outcomes(head, models=("schließlich",)) == []
    assert outcomes(head, models=()) == []


def test_option_trade_offs_says_which_words_name_the_trade_off():
    head = {**added(TASKS, "orders/tasks.py"), "specs/orders.md": "# O\n\n## Consistency\n\nEventual. Bei Ausfall gilt: annehmen.\n"}
    assert len(outcomes(head)) == 1
    assert outcomes(head, trade_offs=("ausfall",)) == []
    assert outcomes(head, trade_offs=()) == []


def test_each_part_of_a_component_answers_to_its_own_document():
    services = Component("services", ("services/{name}/**",), ("specs/{name}.md",))
    base = {"services/mail/__init__.py": "", "services/shop/__init__.py": "", "specs/mail.md": STATED, "specs/shop.md": SPEC}
    head = {**base, "services/mail/tasks.py": TASKS, "services/shop/tasks.py": TASKS}
    (found,) = outcomes(head, base, component=services)
    assert isinstance(found, Violation)
    assert (found.path, found.data["specs"]) == ("services/shop/tasks.py", ["specs/shop.md"])


def test_without_a_spec_the_rule_does_not_apply():
    (found,) = outcomes(added(TASKS, "orders/tasks.py"), component=Component("orders", ("orders/**",), None))
    assert isinstance(found, NotApplicable)


def test_code_that_cannot_be_read_is_unknown():
    (found,) = outcomes(added("def broken(:\n", "orders/tasks.py"))
    assert isinstance(found, Unknown)
    assert (found.subject, found.path) == ("data flows of orders", "orders/tasks.py")
