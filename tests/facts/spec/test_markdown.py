from tenet.facts.spec.markdown import MAX_TEXT, read_sections

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


def test_sections_hold_what_names_things():
    before, orders, setext = read_sections(TEXT)
    assert (before.heading, before.statements) == ("", ("any",))
    assert (orders.heading, orders.statements) == ("Orders", ("Order.id", "field type", "`state` State"))
    assert (setext.heading, setext.statements) == ("Setext", ("GET /orders", "POST /orders", "indented code", "a span"))
    assert {"Orders", "Order", "id", "state"} <= orders.words
    assert "Prose" not in orders.words


def test_headings_inside_code_are_no_headings():
    assert [section.heading for section in read_sections("```\n# no\n```\n# yes\n")] == ["", "yes"]


def test_a_document_beyond_the_limit_names_nothing():
    assert read_sections("`x` " * (MAX_TEXT // 4 + 1)) == ()
