"""Which calls of a function do work that nobody has to wait for: mail, pushes, webhooks, reports, images, archives."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.flows.external_calls import TEXT_ARGUMENT
from tenet.facts.handlers.reach import Reach, run_by
from tenet.facts.python.bindings import Location
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.modules import dotted_name, last_name
from tenet.facts.python.scope import source_of


class WorkKind(StrEnum):
    """What a handler waits for, as a message names it."""

    MAIL = "mail to be sent"
    MESSAGE = "a message to be sent"
    WEBHOOK = "a webhook to be called"
    REPORT = "a document to be made"
    IMAGE = "an image to be processed"
    MEDIA = "a program to process a file"
    ARCHIVE = "an archive to be packed or unpacked"
    NAMED = "slow work to be done"

    @property
    def makes_file(self) -> bool:
        return self in {WorkKind.REPORT, WorkKind.IMAGE, WorkKind.MEDIA, WorkKind.ARCHIVE}


CALLS: Mapping[WorkKind, str] = {
    WorkKind.MAIL: r"""
        smtplib\.(SMTP|SMTP_SSL)\(\)\.(sendmail|send_message) | aiosmtplib\.send | aiosmtplib\.SMTP\(\)\.(sendmail|send_message)
        | fastapi_mail\.(fastmail\.)?FastMail\(\)\.send_message | (sendgrid\.)+SendGridAPIClient\(\)\.(send|client\.mail\.send\.post)
        | resend\.Emails\.send(_async)? | (boto3|aioboto3|aiobotocore)\b.*\(\)\.send_(raw_|templated_|bulk_)*email
        | django\.core\.mail\.(send_mail|send_mass_mail|mail_admins|mail_managers) | django\.core\.mail\b.*Email\w+\(\)\.send
        | flask_mail(man)?\.Mail\(\)\.send | yagmail\.SMTP\(\)\.send | emails\.(\w+\.)*\w+\(\)\.send
        | mailjet_rest\.Client\(\)\.send\.create
        | postmarker\.core\.PostmarkClient\(\)\.emails\.send | redmail\.\w+\(\)\.send
    """,
    WorkKind.MESSAGE: r"""
        twilio\.rest\.Client\(\)\.(messages|calls)\.create(_async)? | pywebpush\.(webpush|webpush_async|WebPusher\(\)\.send)
        | firebase_admin\.messaging\.send\w* | exponent_server_sdk\.PushClient\(\)\.publish\w* | pyfcm\.FCMNotification\(\)\.notify
        | (vonage|nexmo)\b.*\.send(_message)? | aioapns\.APNs\(\)\.send_notification | telegram\.Bot\(\)\.send_\w+
        | slack_sdk\b.*Client\(\)\.(chat_postMessage|send)
    """,
    WorkKind.REPORT: r"""
        reportlab\.\S*Canvas\(\)\.save | reportlab\.\S*DocTemplate\(\)\.(build|multiBuild) | weasyprint\.HTML\(\)\.(write_pdf|render)
        | pdfkit\.from_(string|file|url) | xhtml2pdf\.pisa\.(CreatePDF|pisaDocument) | fpdf\.FPDF\(\)\.output
        | docxtpl\.DocxTemplate\(\)\.render
        | openpyxl\.(workbook\.)?Workbook\(\)\.save | openpyxl\.load_workbook | xlsxwriter\.Workbook\(\)\.close | docx\.Document\(\)\.save
        | pandas\.read_excel | (pandas|polars)\b.*\.(to_excel|write_excel) | imgkit\.from_(string|file|url)
    """,
    WorkKind.IMAGE: r"""
        PIL\.Image\.\S*\.(resize|thumbnail|convert|save|rotate|filter|quantize|crop) | PIL\.ImageOps\.\w+
        | cv2\.(resize|imdecode|imencode|imread|imwrite|cvtColor|warp\w+|GaussianBlur|VideoCapture)
        | pyvips\.Image\.(thumbnail\w*|new_from\w+)
        | wand\.image\.Image\(\)\.(resize|convert|save|make_blob) | pytesseract\.image_to_\w+ | pdf2image\.convert_from_\w+
    """,
    WorkKind.MEDIA: r"ffmpeg\b.*\.(run|run_async|execute) | moviepy\b.*\.write_(videofile|audiofile) | whisper\.\S*\.transcribe",
    WorkKind.ARCHIVE: r"""
        zipfile\.ZipFile\(\)\.(write|writestr|extractall|extract) | tarfile\.(open|TarFile(\.open)?)\(\)\.(add|addfile|extractall|extract)
        | shutil\.(make_archive|unpack_archive) | (py7zr|rarfile)\.\w+\(\)\.(write|writeall|extractall|extract)
    """,
}
PATTERNS = tuple((kind, re.compile(pattern, re.VERBOSE)) for kind, pattern in CALLS.items())
SIGNS = frozenset(re.findall(r"[A-Za-z_]{3,}", " ".join(CALLS.values())))
STEMS = ("send", "from_", "write_", "thumbnail", "warp", "notify", "publish", "image_to_", "convert_from", "execute", "new_from")
CLIENTS = frozenset({"requests", "httpx", "aiohttp", "niquests"})
WEBHOOK = re.compile(r"web_?hook", re.IGNORECASE)
RUNNERS = frozenset({"run", "Popen", "call", "check_call", "check_output", "create_subprocess_exec", "create_subprocess_shell"})
PROGRAMS = re.compile(
    r"(?:[\w./-]*/)?(ffmpeg|ffprobe|magick|mogrify|wkhtmltopdf|pandoc|libreoffice|soffice|tesseract|tar|zip|unzip|7z|inkscape|exiftool)\b"
)
TASK = re.compile(r"task|actor|job|background|worker", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Work:
    """A call that takes long. `name` is what is called, absolute."""

    node: ast.Call
    kind: WorkKind
    name: str


class SlowWork:
    """The slow work of functions of one side of the change. Each function is read once."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.names = reach.names
        self._known: dict[FunctionNode, tuple[Work, ...]] = {}

    def of(self, inside: Location) -> tuple[Work, ...]:
        """The slow work in a function's own statements, in the order of its text."""
        function = inside.function
        if function is None:
            return ()
        if function not in self._known:
            found = tuple(self._read(inside))
            is_task = bool(found) and any(TASK.search(source_of(decorator)) for decorator in function.decorator_list)
            self._known[function] = () if is_task else found
        return self._known[function]

    def _read(self, inside: Location) -> Iterator[Work]:
        for call in self.reach.calls(inside):
            called = run_by(call)
            last = last_name(called)
            if last in RUNNERS and (program := _program(call)):
                name = self.names.name(call.func, inside) or ""
                if name.startswith(("subprocess.", "asyncio.")):
                    yield Work(call, WorkKind.MEDIA, program)
            elif last in {"post", "put", "request"} and self._calls_webhook(call, inside):
                yield Work(call, WorkKind.WEBHOOK, _written(call))
            elif last in SIGNS or last.startswith(STEMS):
                yield from self._known_work(call, called, inside)

    def _known_work(self, call: ast.Call, called: ast.expr, at: Location) -> Iterator[Work]:
        name = self.names.name(called, at)
        if name is None:
            return
        plain = TEXT_ARGUMENT.sub("()", name)
        for kind, pattern in PATTERNS:
            if pattern.fullmatch(plain):
                yield Work(call, kind, plain)
                return

    def _calls_webhook(self, call: ast.Call, at: Location) -> bool:
        given = [*call.args[:2], *(keyword.value for keyword in call.keywords if keyword.arg == "url")]
        named = (one for one in given if not isinstance(one, ast.Constant | ast.JoinedStr | ast.BinOp))
        if not any(WEBHOOK.search(source_of(one)) for one in named):
            return False
        name = self.names.name(call.func, at) or ""
        return re.split(r"[.(\[]", name, maxsplit=1)[0] in CLIENTS


def _program(call: ast.Call) -> str:
    """The program that a call runs, where its name is written in the call."""
    first = call.args[0] if call.args else None
    first = first.elts[0] if isinstance(first, ast.List | ast.Tuple) and first.elts else first
    if isinstance(first, ast.JoinedStr) and first.values:
        first = first.values[0]
    found = PROGRAMS.match(first.value) if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    return found[1] if found is not None else ""


def _written(call: ast.Call) -> str:
    named = dotted_name(call.func)
    return ".".join(named) if named else last_name(call.func)
