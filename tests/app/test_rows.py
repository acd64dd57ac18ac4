"""Rows share out their cells: words are shortened whole, figures stay whole, and nothing is wider than its room."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.app.kit.rows import (
    GAP,
    REST,
    Part,
    Row,
    as_many,
    beside,
    broken,
    cells,
    joined,
    kept,
    line,
    padded,
    paragraph,
    within,
)
from simulator.app.kit.strokes import bar, full_of, raised
from simulator.app.kit.text import around, fitting, middle, shortened, spread, widest

words = st.text("ab 字茧,.", max_size=20)
pieces = st.lists(st.tuples(words, st.sampled_from(["", "bold"])), max_size=5).map(tuple)


def text(row: Row) -> str:
    return "".join(piece for piece, _ in row)


def test_by_hand_a_name_a_bar_and_a_figure() -> None:
    parts: list[Part] = [("small creators", "", 10), (partial(bar, 0.5), "soft", REST), ("41%", "bold", -5)]
    assert line(25, *parts) == (("small…    ", ""), ("█████     ", "soft"), ("  41%", "bold"))
    assert line(15, *parts) == (("small…    ", ""), ("", "soft"), ("  41%", "bold"))


def test_the_rest_is_shared_and_text_that_comes_last_has_no_blanks_behind_it() -> None:
    row = line(13, ("a", "", REST), ("|", "dim"), ("b", "", REST), ("|", "dim"), ("c", "", 4))
    assert text(row) == "a  |b  |c"
    assert text(line(9, ("a", "", REST), ("12", "", -3))) == "a      12"


def test_a_figure_takes_what_it_needs_from_the_rest() -> None:
    assert text(line(17, ("people reached", "", REST), ("1,234,567", "", -4))) == "people… 1,234,567"
    assert text(line(14, ("people reached", "", REST), ("1,234,567", "", -4))) == "peo… 1,234,567"


@given(words, words, words, st.integers(0, 60))
def test_a_row_with_a_rest_is_exactly_as_wide_as_its_room(
    name: str, more: str, value: str, width: int
) -> None:
    row = line(width, (name, "", 8), (more, "", REST), (full_of("─"), "", 3), (value, "", -4))
    assert cells(row) == max(width, 11 + max(4, cells(((value, ""),))))


@given(pieces, st.integers(0, 60))
def test_what_is_too_long_is_shortened_once_and_then_ends(row: Row, width: int) -> None:
    shown = within(row, width)
    assert cells(shown) <= width
    assert shown == row if cells(row) <= width else shown[:-1] == row[: len(shown) - 1]


def test_by_hand_the_piece_that_has_no_room_ends_with_a_whole_word() -> None:
    row: Row = (("● food", "bold"), (" · tutorial · 41 s", ""), ("#easy", ""))
    assert within(row, 19) == (("● food", "bold"), (" · tutorial…", ""))
    assert within((("figures   ", ""),), 8) == (("figures ", ""),)  # blanks that are cut off need no sign


def test_the_first_of_two_columns_does_not_run_into_the_second() -> None:
    one: list[Row] = [(("small creators get", ""),), (("half", ""),)]
    assert [text(row) for row in beside(one, [(("41%", ""),)], 8, 2)] == ["small…    41%", "half      "]


def test_a_paragraph_is_indented_and_ends_with_a_sign_where_rows_are_missing() -> None:
    assert [text(row) for row in paragraph("one two three four", "dim", 10, 2, indent=2)] == [
        "  one two",
        "  three…",
    ]
    assert paragraph("", "dim", 10, 2) == []


def test_the_longest_text_that_fits_is_said() -> None:
    texts = ("video 3 of 12 of this feed", "video 3 of 12", "3 of 12")
    assert [fitting(width, *texts) for width in (26, 25, 12, 6)] == [texts[0], texts[1], texts[2], "3 of…"]
    assert fitting(3, "字字", "") == ""


def test_a_column_is_as_wide_as_its_longest_word_and_a_gap() -> None:
    assert widest(["pets", "家常菜"]) == 7
    assert widest(["pets", "gardening"], most=6) == 6
    assert widest([], gap=2) == 2


def test_by_hand_parts_of_the_highest_rank_go_first_and_those_that_stay_keep_their_order() -> None:
    sizes, ranks = [3, 5, 2, 4], [2, 1, 4, 3]
    chosen = {width: kept(width, sizes, ranks, gap=2) for width in (0, 4, 5, 9, 10, 15, 16, 19, 20)}
    assert chosen == {
        0: [], 4: [], 5: [1], 9: [1], 10: [0, 1], 15: [0, 1], 16: [0, 1, 3], 19: [0, 1, 3], 20: [0, 1, 2, 3],
    }  # fmt: skip
    assert kept(9, [4, 9, 1]) == [0], "nothing of less weight takes the place of what has none"
    assert kept(0, [0, 1]) == [0]


def test_a_gap_stands_only_between_what_is_left() -> None:
    parts: list[Row] = [(("pause", "bold"),), (("家常菜", ""), (" 3", "dim")), (("quit", ""),)]
    assert text(joined(parts, " · ", "dim")) == "pause · 家常菜 3 · quit"
    assert text(as_many(20, parts, " · ", "dim")) == "pause · 家常菜 3"
    assert as_many(12, parts, " · ", "dim", [1, 2, 0]) == (("pause", "bold"), (" · ", "dim"), ("quit", ""))
    assert as_many(3, parts, " · ") == joined([], " · ") == ()


@given(
    st.lists(st.tuples(pieces, st.integers(0, 3)), max_size=6),
    st.sampled_from(["", " ", " · ", "字"]),
    st.sampled_from([0, 20]) | st.integers(-3, 60),
)
def test_a_line_of_parts_is_never_wider_than_its_room_and_every_part_in_it_is_whole(
    ranked: list[tuple[Row, int]], gap: str, width: int
) -> None:
    parts, ranks = [part for part, _ in ranked], [rank for _, rank in ranked]
    places = kept(width, [cells(part) for part in parts], ranks, cells(((gap, ""),)))
    row = as_many(width, parts, gap, ranks=ranks)
    assert cells(row) <= max(width, 0)
    assert row == joined((parts[place] for place in places), gap)
    gone = [rank for place, rank in enumerate(ranks) if place not in places]
    assert all(ranks[place] <= min(gone, default=9) for place in places)


def test_by_hand_texts_stand_at_both_ends_and_give_way_to_the_last() -> None:
    assert spread(23, "day 1", "day 9", "day 4") == "day 1      day 4  day 9"
    assert spread(22, "day 1", "day 9", "day 4") == "day 1            day 9"
    assert spread(12, "day 1", "day 9") == "day 1  day 9"
    assert spread(11, "day 1", "day 9") == "      day 9"
    assert spread(14, "第一天", "第九天") == "第一天  第九天"
    assert spread(13, "第一天", "第九天") == "       第九天"
    assert spread(4, "one", "two three") == "two…" and spread(0, "one", "two") == ""


@given(words, words, words, st.sampled_from([0, 20]) | st.integers(0, 60))
def test_an_axis_is_exactly_as_wide_as_its_room_and_cuts_no_text_but_the_last(
    first: str, last: str, middle: str, width: int
) -> None:
    axis = spread(width, first, last, middle)
    assert cells(((axis, ""),)) == width
    end = shortened(last, width)
    assert axis.endswith(end)
    before = axis.removesuffix(end).rstrip()
    assert before in {"", first.rstrip()} or (before.startswith(first) and before.endswith(middle.rstrip()))


def test_blanks_behind_a_row_have_their_ink() -> None:
    assert padded((("字", "bold"),), 5, "card") == (("字", "bold"), ("   ", "card"))
    assert padded((("figures", ""),), 5, "card") == (("figures", ""), ("", "card"))


def test_by_hand_parts_flow_over_as_many_lines_as_they_need() -> None:
    assert broken(12, [4, 5, 4, 12, 20]) == [[0, 1], [2], [3], [4]]
    assert broken(11, [4, 5]) == [[0], [1]]
    assert broken(0, [1, 1]) == [[0], [1]]
    assert broken(20, []) == []


@given(st.lists(st.integers(0, 30), max_size=8), st.sampled_from([0, 20]) | st.integers(0, 60))
def test_lines_of_parts_keep_their_order_and_only_a_part_alone_is_wider(sizes: list[int], width: int) -> None:
    lines = broken(width, sizes)
    assert [place for line in lines for place in line] == list(range(len(sizes)))
    for places in lines:
        long = cells(
            joined((("字" * (sizes[place] // 2) + "a" * (sizes[place] % 2), ""),) for place in places)
        )
        assert long <= width or len(places) == 1
    for before, after in pairwise(lines):
        assert sum(sizes[place] + GAP for place in before) + sizes[after[0]] > width


def test_a_name_has_what_the_words_around_it_leave() -> None:
    def told(width: int) -> str:
        return around(
            width, lambda name: f"{name} wins", lambda room: shortened("Slow noodles for two", room)
        )

    assert [told(width) for width in (25, 24, 18, 12)] == [
        "Slow noodles for two wins",
        "Slow noodles for… wins",
        "Slow noodles… wins",
        "Slow… wins",
    ]
    assert (
        around(12, lambda name: f"{name}赢了", lambda room: shortened("家的味道三分钟", room))
        == "家的味…赢了"
    )
    assert told(4) == " wins"


@given(words, st.sampled_from([0, 20]) | st.integers(0, 60))
def test_text_in_the_middle_has_as_much_beside_it_on_both_sides(said: str, width: int) -> None:
    row = middle(said, width)
    assert cells(((row, ""),)) == width
    if bare := shortened(said.strip(), width).strip():
        before, _, after = middle(said.strip(), width).partition(bare)
        assert not before.strip() and not after.strip() and 0 <= len(after) - len(before) <= 1


def test_bars_are_raised_by_eighths() -> None:
    assert raised(np.array([0, 1, 8, 9, 16]), 2) == ["   ▁█", " ▁███"]
