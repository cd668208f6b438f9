"""Which calls make data flow out of a request: producers, consumers and background tasks of the libraries in use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.flows.external_calls import ExternalCall


class FlowKind(StrEnum):
    PRODUCER = "producer"
    CONSUMER = "consumer"
    BACKGROUND_TASK = "background task"
    SECOND_STORE = "second store"
    OUTBOX = "outbox"
    READ_THROUGH = "cache read-through"


Methods = Mapping[str, FlowKind]


def _methods(producers: str = "", consumers: str = "", tasks: str = "") -> Methods:
    kinds = ((producers, FlowKind.PRODUCER), (consumers, FlowKind.CONSUMER), (tasks, FlowKind.BACKGROUND_TASK))
    return {name: kind for names, kind in kinds for name in names.split()}


KAFKA = _methods("send send_and_wait send_batch produce", "KafkaConsumer AIOKafkaConsumer Consumer DeserializingConsumer AIOConsumer")
TASKS = _methods("delay apply_async send_task enqueue enqueue_in enqueue_at enqueue_call enqueue_job kiq defer defer_async", "", "task")
LIBRARIES: Mapping[str, tuple[str, Methods]] = {
    "kafka": ("Kafka", KAFKA),
    "aiokafka": ("Kafka", KAFKA),
    "confluent_kafka": ("Kafka", KAFKA),
    "faust": ("Kafka", _methods("send", "agent")),
    "quixstreams": ("Kafka", _methods("produce", "dataframe")),
    "faststream": ("FastStream", _methods("publish publisher", "subscriber")),
    "pulsar": ("Pulsar", _methods("create_producer", "subscribe")),
    "pika": ("RabbitMQ", _methods("basic_publish", "basic_consume basic_get consume")),
    "aio_pika": ("RabbitMQ", _methods("publish", "consume iterator")),
    "aiormq": ("RabbitMQ", _methods("basic_publish", "basic_consume")),
    "kombu": ("Kombu", _methods("publish", "Consumer")),
    "nats": ("NATS", _methods("publish", "subscribe pull_subscribe")),
    "paho": ("MQTT", _methods("publish", "subscribe")),
    "aiomqtt": ("MQTT", _methods("publish", "subscribe")),
    "stomp": ("STOMP", _methods("send", "subscribe")),
    "zmq": ("ZeroMQ", _methods("send send_json send_string send_multipart", "recv recv_json recv_string recv_multipart")),
    "celery": ("Celery", {**TASKS, "shared_task": FlowKind.BACKGROUND_TASK, "periodic_task": FlowKind.BACKGROUND_TASK}),
    "rq": ("RQ", {**TASKS, "job": FlowKind.BACKGROUND_TASK}),
    "django_rq": ("RQ", {**TASKS, "job": FlowKind.BACKGROUND_TASK}),
    "arq": ("arq", TASKS),
    "saq": ("SAQ", TASKS),
    "taskiq": ("Taskiq", TASKS),
    "procrastinate": ("Procrastinate", TASKS),
    "dramatiq": ("Dramatiq", _methods("send send_with_options", "", "actor")),
    "huey": ("Huey", _methods("", "", "task periodic_task db_task db_periodic_task")),
    "django_q": ("Django Q", _methods("async_task schedule")),
    "azure": ("Azure messaging", _methods("send_messages send_batch", "receive_messages receive")),
    "redis": ("Redis", _methods("publish xadd spublish", "subscribe psubscribe xread xreadgroup blpop brpop")),
    "fastapi": ("FastAPI", _methods("", "", "add_task")),
    "starlette": ("Starlette", _methods("", "", "add_task")),
}
"""By what code imports: the technology, and what each of its functions, methods and decorators does."""
AWS = re.compile(r"(?:client|resource)\('(sqs|sns|kinesis|events|firehose|stepfunctions)'\)")
AWS_METHODS = _methods(
    "send_message send_message_batch send_messages publish publish_batch put_record put_records put_record_batch put_events "
    "start_execution",
    "receive_message receive_messages get_records",
)
PUBSUB = _methods("publish", "subscribe pull streaming_pull")


@dataclass(frozen=True, slots=True)
class Flow:
    """One way that data takes. `subject` is what goes, or what handles it: a topic, a task, a function."""

    kind: FlowKind
    technology: str
    subject: str
    path: str
    line: int
    end_line: int

    @property
    def key(self) -> tuple[FlowKind, str, str]:
        """What makes two flows one, wherever they stand."""
        return self.kind, self.technology, self.subject


def flow_of(call: ExternalCall) -> Flow | None:
    """What a call means as a flow; None for most."""
    technology, methods = _library(call)
    kind = methods.get(call.last)
    if kind is None or (kind is FlowKind.BACKGROUND_TASK and call.decorates is None and call.last != "add_task"):
        return None
    subject = _task(call) if call.last in {"delay", "apply_async", "kiq", "send", "send_with_options"} else call.subject
    return Flow(kind, technology, subject, call.at.module.path, call.line, call.end_line)


def _library(call: ExternalCall) -> tuple[str, Methods]:
    if call.root in {"boto3", "aioboto3", "aiobotocore", "botocore"}:
        service = AWS.search(call.name)
        return (f"AWS {service[1].upper()}", AWS_METHODS) if service else ("", {})
    if call.name.startswith("google.cloud.pubsub"):
        return "Google Pub/Sub", PUBSUB
    return LIBRARIES.get(call.root, ("", {}))


def _task(call: ExternalCall) -> str:
    """`send_invoice.delay(order)` is about `send_invoice`; a producer's `send("orders", ...)` about the topic."""
    if call.plain.endswith((").delay", ").apply_async", ").kiq", ".actor().send", ".actor().send_with_options")):
        return call.called_on.rpartition(".")[2]
    return call.subject
