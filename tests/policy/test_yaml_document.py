import time

import pytest

from tenet.core.errors import PolicyFault
from tenet.policy.nodes import MapNode, ScalarNode, key_place_at, node_at, place_at, plain
from tenet.policy.yaml_document import MAX_CHARACTERS, MAX_DEPTH, read_yaml


def problem_of(text: str) -> str:
    with pytest.raises(PolicyFault) as caught:
        read_yaml(text, "p.yml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("off", "off"),
        ("on", "on"),
        ("no", "no"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2027-03-31", "2027-03-31"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("0x1f", "0x1f"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_scalars_are_read_by_the_core_schema_of_yaml_1_2(text, value):
    assert plain(read_yaml(f"key: {text}", "p.yml")) == {"key": value}


def test_keys_are_words_even_where_yaml_1_1_reads_booleans():
    assert plain(read_yaml("on: 1\nno: 2\n3: x\n", "p.yml")) == {"on": 1, "no": 2, "3": "x"}


def test_every_value_and_key_knows_its_place():
    root = read_yaml("version: 1\nrules:\n  raw-sql: {severity: off}\nlist: [a, b]\n", "p.yml")
    assert (place_at(root, ("rules", "raw-sql", "severity")).line, place_at(root, ("rules", "raw-sql", "severity")).column) == (3, 23)
    assert key_place_at(root, ("rules", "raw-sql")).column == 3
    assert place_at(root, ("list", 1)).column == 11
    assert node_at(root, ("list", 2)) is None
    assert node_at(root, ("version", "x")) is None


def test_what_is_absent_stands_where_the_nearest_value_around_it_stands():
    root = read_yaml("rules:\n  raw-sql: off\n", "p.yml")
    assert place_at(root, ("rules", "missing", "severity")).line == 2
    assert key_place_at(root, ("rules", "missing")).line == 2
    assert key_place_at(root, ()).line == 1


def test_an_alias_stands_for_its_value():
    assert plain(read_yaml("a: &x [1, {b: 2}]\nc: *x\n", "p.yml")) == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


def test_an_empty_file_is_an_empty_mapping():
    root = read_yaml("# nothing\n", "p.yml")
    assert isinstance(root, MapNode)
    assert plain(root) == {}


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert plain(read_yaml("\ufeffversion: 1\n", "p.yml")) == {"version": 1}


def test_a_document_may_be_a_single_scalar():
    assert isinstance(read_yaml("word", "p.yml"), ScalarNode)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "p.yml:2:1: `a` is given twice (the first is on line 1)"),
        ("a: !!python/object:os.system x\n", "p.yml:1:4: tags (`!name`) are not read (write the plain value)"),
        ("a: !custom [1]\n", "p.yml:1:4: tags (`!name`) are not read (write the plain value)"),
        ("a: 1\n---\nb: 2\n", "p.yml:2:1: the file holds several documents (keep the first and remove the `---` between them)"),
        ("? [a]\n: 1\n", "p.yml:1:3: a key has to be a word, not a list or a mapping"),
        ("? {a: b}\n: 1\n", "p.yml:1:3: a key has to be a word, not a list or a mapping"),
        ("a: &x b\n*x : 1\n", "p.yml:2:1: a key has to be a word, not an alias"),
        ("a: *b\n", "p.yml:1:4: the alias `*b` stands for nothing that is complete before it"),
        ("a: &x [*x]\n", "p.yml:1:8: the alias `*x` stands for nothing that is complete before it"),
        ("a: 'b\x00c'\n", "p.yml:1:6: the character U+0000 is not allowed in YAML (save the file as UTF-8 text)"),
        ("a: 1\nb: \x1b[31m\n", "p.yml:2:4: the character U+001B is not allowed in YAML (save the file as UTF-8 text)"),
        ("a: \udcff\n", "p.yml:1:4: the character U+DCFF is not allowed in YAML (save the file as UTF-8 text)"),
        (f"{'k' * 300}: 1\n", "p.yml:1:1: a key is longer than 200 characters"),
    ],
)
def test_what_is_no_plain_document_is_refused_at_its_place(text, message):
    assert problem_of(text) == message


def test_broken_yaml_is_told_with_its_place():
    assert problem_of("a: [1, 2\nb: 3\n").startswith("p.yml:2:2: this is not YAML: ")
    assert problem_of("a: 1\n\tb: 2\n").startswith("p.yml:2:1: this is not YAML: ")


def test_all_duplicate_keys_and_tags_are_told_at_once():
    assert problem_of("a: 1\na: !x 2\nb: !y 3\nb: 4\n").count("\n") == 3


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 30)
)


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "the document holds more than 20000 values, aliases expanded"),
        ("a: " + "[" * 100_000, f"the document is nested deeper than {MAX_DEPTH} levels"),
        ("a: " + "{a: " * 60_000, f"the document is nested deeper than {MAX_DEPTH} levels"),
        ("- " * 100_000, f"the document is nested deeper than {MAX_DEPTH} levels"),
        ("[" + "1," * 120_000 + "]", "the document holds more than 20000 values, aliases expanded"),
        ("x" * 10_000_000, f"the file is longer than {MAX_CHARACTERS // 1024} KiB"),
        ("? " * 100_000, "a key has to be a word, not a list or a mapping"),
        ("&a " * 80_000, "this is not YAML"),
        ("".join(f"k{number}: &k{number} 1\n" for number in range(15_000)), ""),
    ],
)
def test_hostile_documents_end_in_bounded_time(text, message):
    start = time.perf_counter()
    if message:
        assert message in problem_of(text)
    else:
        read_yaml(text, "p.yml")
    assert time.perf_counter() - start < 2
