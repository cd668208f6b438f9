import pytest

from tenet.facts.spec.front_matter import FrontMatterKey, read_front_matter


def test_keys_have_their_lines_and_words():
    front = read_front_matter("---\ntitle: Orders\ncovers:\n  - src/a\n  - src/b\nowner: {team: shop}\n---\n# x\n")
    assert front.end_line == 7
    assert front.keys == (
        FrontMatterKey("title", 2, 2, ("Orders",)),
        FrontMatterKey("covers", 3, 5, ("src/a", "src/b")),
        FrontMatterKey("owner", 6, 6),
    )
    assert front.words("covers", "paths") == ("src/a", "src/b")
    assert front.said == {2: "Orders", 4: "src/a", 5: "src/b", 6: "{team: shop}"}


@pytest.mark.parametrize(
    "text",
    [
        "# no\n",
        "\n---\na: b\n---\n",
        "---\na: b\n",
        "---\n- a\n---\n",
        "---\na: [\n---\n",
        "---\n---\n",
        "---\na: " + "[" * 100 + "]" * 100 + "\n---\n",
        "---\n" + "a: b\n" * 5_000 + "---\n",
        "---\na: !!python/object:os.system {}\nb: *none\n---\n",
    ],
)
def test_what_is_no_mapping_between_two_fences_is_no_front_matter(text: str):
    assert read_front_matter(text).keys == ()


def test_no_object_is_made_and_no_alias_grows():
    front = read_front_matter("---\na: &a [x, x]\nb: [*a, *a]\nc: !!python/object:os.system {}\n---\n")
    assert [(key.name, key.words) for key in front.keys] == [("a", ("x", "x")), ("b", ()), ("c", ())]
