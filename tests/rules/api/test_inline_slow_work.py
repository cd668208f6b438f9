"""`inline-slow-work`, beside the examples of its manual page."""

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Novelty, Violation
from tenet.rules.api.inline_slow_work import RULE, Options

HEAD = """
import asyncio
import shutil
import smtplib
import subprocess
import tarfile
import zipfile

import aiosmtplib
import boto3
import emails
import httpx
import pandas as pd
import requests
from fastapi import APIRouter, BackgroundTasks, Depends, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi_mail import FastMail
from openpyxl import Workbook
from PIL import Image
from pywebpush import webpush
from reportlab.pdfgen.canvas import Canvas
from sendgrid import SendGridAPIClient
from twilio.rest import Client
from weasyprint import HTML

from shop import mail
from shop.mail import Mailer, get_mailer, send_confirmation, send_later
from shop.pricing import recalculate_all

router = APIRouter(prefix="/orders")
"""
SHOP = {
    "shop/__init__.py": "",
    "shop/mail.py": """
import smtplib

from celery import shared_task

def send_confirmation(address: str) -> None:
    with smtplib.SMTP("mail.example.com") as server:
        server.send_message(address)

@shared_task
def send_later(address: str) -> None:
    with smtplib.SMTP("mail.example.com") as server:
        server.send_message(address)

class Mailer:
    def __init__(self) -> None:
        self.server = smtplib.SMTP("mail.example.com")

    def send(self, address: str) -> None:
        self.server.send_message(address)

def get_mailer() -> Mailer: ...
""",
    "shop/pricing.py": "def recalculate_all() -> None: ...\n",
}


def post(*body: str, parameters: str = "order: Order", decorator: str = '@router.post("/paid")') -> str:
    return "\n".join(["", decorator, f"async def paid({parameters}):", *(f"    {line}" for line in body), ""])


def shop(handler: str, path: str = "shop/api.py") -> dict[str, str]:
    return {**SHOP, path: HEAD + handler}


def found(head: dict[str, str], base: dict[str, str] | None = None, **options: object) -> list[Violation]:
    outcomes = RULE.run(facts_of({} if base is None else base, head), Options.model_validate(options))
    return [one for one in outcomes if isinstance(one, Violation)]


def new(head: dict[str, str], base: dict[str, str] | None = None) -> list[Violation]:
    return [one for one in found(head, base) if one.novelty is Novelty.NEW]


SLOW = {
    "smtplib": (post('server = smtplib.SMTP("mail")', "server.sendmail(a, b, c)"), "mail"),
    "aiosmtplib": (post("await aiosmtplib.send(message)"), "mail"),
    "fastapi-mail": (post("await FastMail(config).send_message(message)"), "mail"),
    "sendgrid": (post("client = SendGridAPIClient(key)", "client.send(message)"), "mail"),
    "emails": (post("message = emails.message.Message(html=text)", "message.send(to=1)"), "mail"),
    "SES": (post('ses = boto3.client("ses")', "ses.send_email(Source=a)"), "mail"),
    "twilio": (post("Client(a, b).messages.create(to=order.phone)"), "message"),
    "web push": (post("webpush(subscription, data)"), "message"),
    "a webhook": (post("requests.post(order.webhook_url, json=order.data)"), "webhook"),
    "a webhook of httpx": (
        post("async with httpx.AsyncClient() as client:", "    await client.post(settings.WEBHOOK, json={})"),
        "webhook",
    ),
    "reportlab": (post('canvas = Canvas("a.pdf")', "canvas.save()"), "document"),
    "weasyprint": (post("return HTML(string=text).write_pdf()"), "document"),
    "openpyxl": (post("book = Workbook()", 'book.save("a.xlsx")'), "document"),
    "pandas": (post("frame = pd.DataFrame(rows)", 'frame.to_excel("a.xlsx")'), "document"),
    "an image": (post("image = Image.open(file.file)", "image.thumbnail((9, 9))", parameters="file: UploadFile"), "image"),
    "an image in a thread": (post("image = Image.open(path)", "await asyncio.to_thread(image.resize, (9, 9))"), "image"),
    "ffmpeg": (post('subprocess.run(["ffmpeg", "-i", path], check=True)'), "program"),
    "ffmpeg beside the event loop": (post('await asyncio.create_subprocess_exec("ffmpeg", "-i", path)'), "program"),
    "an archive": (post('with zipfile.ZipFile(path, "w") as archive:', "    archive.write(other)"), "archive"),
    "an archive of a folder": (post('shutil.make_archive("a", "zip", "folder")'), "archive"),
    "an archive that is unpacked": (post("with tarfile.open(path) as archive:", '    archive.extractall("x")'), "archive"),
    "one call down": (post("send_confirmation(order.email)"), "mail"),
    "one call down in a module": (post("mail.send_confirmation(order.email)"), "mail"),
    "one call down in a thread": (post("await run_in_threadpool(send_confirmation, order.email)"), "mail"),
    "a method of a dependency": (post("mailer.send(1)", parameters="mailer: Mailer = Depends(get_mailer)"), "mail"),
}


@pytest.mark.parametrize(("handler", "kind"), SLOW.values(), ids=SLOW)
def test_work_that_the_caller_waits_for_is_flagged(handler: str, kind: str) -> None:
    (one,) = new(shop(handler))
    assert kind in one.message.partition(":")[0]


QUICK = {
    "a background task": post("tasks.add_task(send_confirmation, order.email)", parameters="tasks: BackgroundTasks"),
    "a task of celery": post("send_later.delay(order.email)", "send_later.apply_async(args=[1])"),
    "a function that is a task": post("send_later(order.email)"),
    "a task of the event loop": post("asyncio.create_task(aiosmtplib.send(message))"),
    "a job of a queue": post('await redis.enqueue_job("send_confirmation", order.email)', "queue.enqueue(send_confirmation, 1)"),
    "a function within that is handed on": post(
        "def later():", "    send_confirmation(order.email)", "tasks.add_task(later)", parameters="tasks: BackgroundTasks"
    ),
    "a request that is no webhook": post("requests.post(settings.search_url, json={})"),
    "a request that checks a webhook": post('requests.post(f"{paypal}/verify-webhook-signature", json={})'),
    "a handler of a webhook": post("return await handle(request)", decorator='@router.post("/webhook")'),
    "an image that is only opened": post("return Image.open(path).size"),
    "an image that is the answer": post(
        "image = Image.open(path)", "image.thumbnail((9, 9))", "return image", decorator='@router.get("/thumbnail")'
    ),
    "a program that is quick": post('subprocess.run(["git", "rev-parse", "HEAD"], check=True)'),
    "an archive that is looked into": post("with zipfile.ZipFile(path) as archive:", "    return archive.namelist()"),
    "names alike": post("session.send(1)", "canvas.save()", "queue.publish(order)", "frame.write(1)"),
    "a row that is saved": post("await order.save()", "session.add(order)"),
    "text about mail": post('logger.info("send_message")'),
}


@pytest.mark.parametrize("handler", QUICK.values(), ids=QUICK)
def test_what_nobody_waits_for_is_silent(handler: str) -> None:
    assert found(shop(handler)) == []


def test_what_is_no_handler_may_take_its_time() -> None:
    assert found(shop("\n\ndef nightly():\n    send_confirmation(1)\n")) == []


def test_each_kind_is_told_once_for_a_handler() -> None:
    head = shop(post("send_confirmation(1)", "send_confirmation(2)", "Image.open(path).resize((1, 1))"))
    assert sorted(one.data["work"] for one in new(head)) == ["image", "mail"]  # type: ignore[type-var]


def test_the_chain_is_shown() -> None:
    (one,) = new(shop(post("send_confirmation(order.email)")))
    assert "`paid` calls `send_confirmation`, which calls `smtplib.SMTP().send_message` (shop/mail.py:7)" in one.message
    assert "`send_confirmation`" in one.remedy


ARCHIVES = """
import zipfile

def pack(folder: str) -> str:
    with zipfile.ZipFile("a.zip", "w") as archive:
        archive.write(folder)
    return "a.zip"
"""


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        (
            '    pack("a")\n    return FileResponse("a.zip")',
            "Let one request start it in a task, and another fetch the file. ",
        ),
        (
            '    path = pack("a")\n    return path',
            "Let `pack` hand `zipfile.ZipFile().write` to a task or a queue, and return before it is done.",
        ),
        (
            '    pack("a")\n    return "packed"',
            "Hand `pack` and what needs it to `BackgroundTasks.add_task` or a queue, and let `export` answer without it.",
        ),
    ],
)
def test_what_the_answer_needs_is_told_from_what_can_wait(body: str, remedy: str) -> None:
    imports = "from fastapi import APIRouter\nfrom shop.archives import pack\n\nrouter = APIRouter()\n"
    head = f"{imports}\n@router.post('/x')\ndef export():\n{body}\n"
    facts = facts_of({}, {"shop/__init__.py": "", "shop/archives.py": ARCHIVES, "shop/api.py": head})
    (one,) = [outcome for outcome in RULE.run(facts, Options()) if isinstance(outcome, Violation)]
    assert one.remedy.startswith(remedy)


def test_what_was_there_before_is_not_new() -> None:
    base = shop(post("send_confirmation(order.email)"))
    head = shop(post("send_confirmation(order.customer.email)", "return 1"))
    assert new(head, base) == []
    assert len(found(head, base)) == 1
    assert len(new(shop(post("send_confirmation(1)", "webpush(a, b)")), base)) == 1


def test_the_option_slow_calls_names_more() -> None:
    head = shop(post("recalculate_all()", "statistics.recompute(1)"))
    assert found(head) == []
    assert len(found(head, slow_calls=["shop.pricing.recalculate_*"])) == 1
    assert len(found(head, slow_calls=["recalculate_all", "statistics.recompute"])) == 2


def test_the_option_exempt_names_routes_that_may_wait() -> None:
    head = shop(post("send_confirmation(order.email)"))
    assert found(head, exempt=["/orders/paid"]) == []


def test_tests_and_broken_files_are_left_alone() -> None:
    assert found(shop(post("send_confirmation(1)"), "tests/test_api.py")) == []
    assert found({"app.py": "@router.post('/x')\ndef (:\n"}) == []
