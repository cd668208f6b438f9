from textwrap import dedent

import pytest

from tenet.rules.manual import Heading, read_manual

PAGE = """A column has no migration.

What it flags
    A column.

    And a table.

Why
    Because.

Bad
    ```python
    x = 1
    ```

Good
    ```python
    # base: app/models.py
    a = 1
    # head: app/models.py
    a = 2

    # both: specs/orders.md
    # Orders
    <!-- head: docs/new.md -->
    New.
    ```

How to fix
    Write it.
"""


def test_the_first_line_is_the_summary_and_bodies_lose_their_indent():
    manual = read_manual(PAGE)
    assert manual.summary == "A column has no migration"
    assert manual.sections[Heading.FLAGS] == "A column.\n\nAnd a table."


def test_a_block_without_markers_is_one_added_file():
    (example,) = read_manual(PAGE).examples(Heading.BAD)
    assert (example.language, example.base, example.head) == ("python", {}, {"app/example.py": "x = 1\n"})


def test_markers_name_files_of_either_side_or_both():
    (example,) = read_manual(PAGE).examples(Heading.GOOD)
    assert example.base == {"app/models.py": "a = 1\n", "specs/orders.md": "# Orders\n"}
    assert example.head == {"app/models.py": "a = 2\n", "specs/orders.md": "# Orders\n", "docs/new.md": "New.\n"}
    assert example.text.startswith("# base: app/models.py")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Why\n    Because.\n", "", "headings are"),
        ("Why\n", "Reason\n", "headings are"),
        ("    Because.\n", "", "nothing stands under Why"),
    ],
)
def test_a_page_that_lacks_something_is_refused(old: str, new: str, fault: str):
    with pytest.raises(ValueError, match=fault):
        read_manual(PAGE.replace(old, new))


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ("```toml\n# head: a\nx\n# head: a\ny\n```", "a stands twice at head"),
        ("```toml\nx = 1\n# head: a\n```", "has no name"),
        ("```sql\nSELECT 1\n```", "has to name its file"),
    ],
)
def test_a_block_that_cannot_be_read_as_files_is_refused(block: str, fault: str):
    indented = dedent(block).replace("\n", "\n    ")
    manual = read_manual(PAGE.replace("```python\n    x = 1\n    ```", indented))
    with pytest.raises(ValueError, match=fault):
        manual.examples(Heading.BAD)
