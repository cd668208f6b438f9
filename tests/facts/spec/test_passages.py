from tenet.facts.spec.document import MAX_CHARACTERS, read_document
from tenet.facts.spec.passages import Passage, passages_of

TEXT = """Before `any` heading.

# Orders

Prose names nothing, `Order.id` does.

| field | type |
|---|---|
| `state` | State |

Setext
------

```http
GET /orders
POST /orders
```

    indented code

- an item with `a span`
"""


def read(text: str) -> list[Passage]:
    return list(passages_of(read_document("specs/orders.md", text)))


def test_passages_hold_what_names_things():
    before, orders, setext = read(TEXT)
    assert (before.heading, before.statements) == ("", ("any",))
    assert (orders.heading, orders.statements) == ("Orders", ("Order.id", "field type", "state State"))
    assert (setext.heading, setext.statements) == ("Setext", ("GET /orders", "POST /orders", "indented code", "a span"))
    assert {"Orders", "Order", "id", "state"} <= orders.words
    assert "Prose" not in orders.words


def test_headings_inside_code_are_no_headings():
    assert [passage.heading for passage in read("```\n# no\n```\n# yes\n")] == ["", "yes"]


def test_front_matter_names_nothing():
    assert [passage.statements for passage in read("---\ncovers: ['`a`']\n---\n# b\n")] == [(), ()]


def test_a_document_beyond_the_limit_names_nothing():
    assert read("`x` " * (MAX_CHARACTERS // 4 + 1)) == []
