"""LCOV in the exact form that coverage.py writes: counted without taking it apart (see `cobertura_outline`)."""

import re
from functools import partial

from tenet.core.text import is_utf8
from tenet.facts.coverage.measured import Branches, FileOutline, MeasuredFile, Report, with_unplaced

RECORD = re.compile(
    rb"""(?:TN:[^\n]*\n)?SF:(?P<name>[^\n]+)\n
    (?P<lines>(?:DA:[1-9]\d{0,6},[01](?:,[A-Za-z0-9+/]{22})?\n)*+)
    (?:LF:(?P<found>\d{1,8})\nLH:(?P<hit>\d{1,8})\n)?
    (?:FN(?:DA|F|H)?:[^\n]*\n)*+
    (?P<branches>(?:BRDA:[1-9]\d{0,6},\d{1,8},[^\n]*,[-01]\n)*+)
    (?:BRF:(?P<exits>\d{1,8})\nBRH:(?P<taken>\d{1,8})\n)?
    end_of_record\n""",
    re.VERBOSE,
)
LINE = re.compile(rb"(?m)^DA:(\d+),(\d)")
BRANCH = re.compile(rb"(?m)^BRDA:(\d+),[^\n]*,([-01])\n")
MISSED = re.compile(rb"DA:\d+,0[,\n]")


def outlined(name: str, data: bytes) -> Report | None:
    """None for what is not in coverage.py's form, or does not add up to the totals of its records."""
    if not is_utf8(data):
        return None
    files: dict[str, FileOutline] = {}
    position = 0
    while (record := RECORD.match(data, position)) is not None:
        position = record.end()
        path = record["name"].decode().strip()
        file = _outline(data, record)
        if file is None or path in files:
            return None
        files[path] = file
    return Report(name, files) if files and position == len(data) else None


def _outline(data: bytes, record: re.Match[bytes]) -> FileOutline | None:
    start, end = record.start(), record.end()
    lines = data.count(b"DA:", *record.span("lines"))
    hit = lines - len(MISSED.findall(data, *record.span("lines")))
    signs = [sign for _, sign in BRANCH.findall(data, *record.span("branches"))]
    found, counted, exits, taken = (int(record[group] or 0) for group in ("found", "hit", "exits", "taken"))
    if (found, counted) != (lines, hit) or exits < len(signs) or not signs.count(b"1") <= taken <= exits:
        return None
    return FileOutline(hit + taken, lines + exits, partial(_read, data, start, end, taken, exits))


def _read(data: bytes, start: int, end: int, taken: int, exits: int) -> MeasuredFile:
    hits = {int(number): int(count) for number, count in LINE.findall(data, start, end)}
    branches: dict[int, Branches] = {}
    for number, sign in BRANCH.findall(data, start, end):
        known = branches.get(int(number), Branches(0, 0))
        branches[int(number)] = Branches(known.covered + (sign == b"1"), known.total + 1)
    missing = frozenset(number for number, count in hits.items() if not count)
    return MeasuredFile(frozenset(hits), missing, with_unplaced(branches, taken, exits))
