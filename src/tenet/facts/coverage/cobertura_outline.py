"""Cobertura XML in the exact form that coverage.py writes: counted without taking it apart.

A report of 2,000 files has some 650,000 lines, and a change touches a few of the files. What deviates from that form in
one character (another tool's report, an entity, a comment between classes, a sum that is not the root element's) is no
matter of this module: `outlined` gives None, and the report goes to the XML parser.
"""

import re
from collections.abc import Mapping
from functools import partial

from tenet.core.text import is_utf8
from tenet.facts.coverage.measured import Branches, FileOutline, MeasuredFile, Report

ATTRIBUTE = rb"""[a-z-]+="[^"<>&\x00-\x1f]*\""""
HEAD = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\ version="1\.0"(?:\ encoding="utf-8")?\ ?\?>)?\s*
    <coverage(?P<totals>(?:\ %(attribute)b)*)>\s*(?:<!--(?:[^<>\x00-\x08-]|-(?!-))*+-->\s*)*
    <sources>(?P<sources>(?:\s*<source>[^<>&\x00-\x1f]*</source>)*)\s*</sources>\s*<packages>"""
    % {b"attribute": ATTRIBUTE},
    re.VERBOSE,
)
SOURCE = re.compile(rb"<source>([^<]*)</source>")
BRANCHES = rb"""\ branch="true"\ condition-coverage="\d{1,3}%%\ \(\d{1,6}/\d{1,6}\)"(?:\ missing-branches="[\w,\ ]*")?"""
LINE = rb"""<line\ number="[1-9]\d{0,6}"\ hits="[01]"(?:%(branches)b)?/>\s*""" % {b"branches": BRANCHES % {}}
STEP = re.compile(
    rb"""\s*(?:</classes>\s*</package>|<package(?:\ %(attribute)b)*>\s*<classes>
    |<class(?:\ %(attribute)b)*?\ filename="(?P<name>[^"<>&\x00-\x1f]*)"(?:\ %(attribute)b)*>\s*<methods/>\s*
    (?:<lines>\s*(?P<lines>(?:%(line)b)*+)</lines>|<lines/>)\s*</class>)"""
    % {b"attribute": ATTRIBUTE, b"line": LINE},
    re.VERBOSE,
)
NAME = re.compile(rb'([a-z-]+)="')
TAIL = re.compile(rb"\s*</packages>\s*</coverage>\s*")
NUMBERS = re.compile(rb'number="(\d+)" hits="(\d)"(?: branch="true" condition-coverage="\d+% \((\d+)/(\d+)\))?')
EXITS = re.compile(rb"\((\d+)/(\d+)\)")
TOTALS = re.compile(rb'(lines-valid|lines-covered|branches-valid|branches-covered)="(\d{1,12})"')


def outlined(name: str, data: bytes) -> Report | None:
    """None for what is not in coverage.py's form, or does not add up to the totals of its root element."""
    head = HEAD.match(data)
    if head is None or not is_utf8(data):
        return None
    files: dict[str, FileOutline] = {}
    position = head.end()
    while (step := STEP.match(data, position)) is not None:
        position = step.end()
        names = NAME.findall(data, step.start(), data.index(b">", step.start()))
        if len(set(names)) < len(names):
            return None
        if step["name"] is None:
            continue
        path = step["name"].decode()
        if path in files:
            return None
        files[path] = _outline(data, *step.span("lines"))
    totals = {key.decode(): int(value) for key, value in TOTALS.findall(head["totals"])}
    if TAIL.fullmatch(data, position) is None or not _adds_up(files, totals):
        return None
    roots = (root.decode().strip() for root in SOURCE.findall(head["sources"]))
    return Report(name, files, tuple(root for root in roots if root))


def _outline(data: bytes, start: int, end: int) -> FileOutline:
    """`start` is -1 for a class without lines."""
    lines = data.count(b"<line ", start, end) if start >= 0 else 0
    missing = data.count(b'hits="0"', start, end) if lines else 0
    branching = lines and data.find(b'branch="true"', start, end) >= 0
    exits = [(int(taken), int(total)) for taken, total in EXITS.findall(data, start, end)] if branching else []
    covered = lines - missing + sum(taken for taken, _ in exits)
    return FileOutline(covered, lines + sum(total for _, total in exits), partial(_read, data, start, end))


def _read(data: bytes, start: int, end: int) -> MeasuredFile:
    found = NUMBERS.findall(data, start, end) if start >= 0 else []
    missing = frozenset(int(number) for number, hits, _, _ in found if hits == b"0")
    branches = {int(number): Branches(int(taken), int(total)) for number, _, taken, total in found if total}
    return MeasuredFile(frozenset(int(number) for number, *_ in found), missing, branches)


def _adds_up(files: Mapping[str, FileOutline], totals: Mapping[str, int]) -> bool:
    if len(totals) != 4:
        return False
    covered, total = totals["lines-covered"] + totals["branches-covered"], totals["lines-valid"] + totals["branches-valid"]
    return (covered, total) == (sum(file.covered for file in files.values()), sum(file.total for file in files.values()))
