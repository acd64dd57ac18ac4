"""TOML text: what is written reads back equal, and errors find their line in it."""

from __future__ import annotations

import math
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.settings.toml_text import lines, literal, rewritten, tables

PLAIN = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    PLAIN,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text("ab_", min_size=1), part, max_size=3),
)


@given(VALUES)
def test_any_value_reads_back_equal_from_one_line(value: object) -> None:
    text = literal(value)
    assert "\n" not in text and tomllib.loads(f"x = {text}") == {"x": value}


def test_values_look_as_people_write_them() -> None:
    assert literal((1, 2.5, True, 'a"b')) == '[1, 2.5, true, "a\\"b"]'
    assert literal(({"creator": 3, "a": "x"},)) == '[{creator = 3, a = "x"}]'
    assert literal(math.inf) == "inf"


def test_dotted_names_become_tables_the_shallowest_first() -> None:
    text = tables({"feed.rerank.fresh.on": True, "seed": 3, "feed.adoption": 0.5})
    assert text == "seed = 3\n\n[feed]\nadoption = 0.5\n\n[feed.rerank.fresh]\non = true\n"


def test_rewriting_changes_the_values_and_nothing_else() -> None:
    text = "# top\nb = 1 # one\n\n[t] # table\n  x = 2\n"
    assert rewritten(text, {"b": 1}) == text
    assert rewritten(text, {"b": 2}) == text.replace("b = 1 # one", "b = 2 # one")
    with pytest.raises(ValueError, match="line 1"):
        rewritten("half a [table", {"b": 1})


def test_every_key_has_its_line() -> None:
    text = 'a = 1\n[b . c]  # x\n  "d e" . f = 2\n[[g]]\nh=3\ni = [\n  4,\n]\n'
    assert lines(text) == {
        ("a",): 1, ("b", "c"): 2, ("b", "c", "d e", "f"): 3, ("g",): 4, ("g", "h"): 5, ("g", "i"): 6,
    }  # fmt: skip


def test_long_lines_of_blanks_are_read_at_once() -> None:
    assert lines("a" + " " * 200_000 + "b\n" + " " * 200_000 + "= = 3\nc = 4") == {("c",): 3}
