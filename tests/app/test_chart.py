"""Plots of lines have their size, few ticks, and the longest names for which there is room."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.app.kit.chart import Curve, plotted, spaced, ticked
from simulator.app.kit.rows import Row, cells

NAN = math.nan
ENDS = ("day 1", "day 9")


def texts(rows: list[Row]) -> list[str]:
    return ["".join(text for text, _ in row) for row in rows]


def level(y: float, *names: str, aim: float = NAN) -> Curve:
    """A line that lies so far from the top."""
    return Curve("primary", np.array([0.0, 1.0]), np.array([y, y]), names, aim=aim)


def test_by_hand_two_level_lines_with_their_names_and_the_axis() -> None:
    curves = [level(0.0, "家 9%", "家", ""), level(1.0, "us 1%", "us", "")]
    rows = plotted(curves, 22, 4, 4, ["9%", "5%", "0%"], ENDS, least=10)
    assert texts(rows) == [
        " 9%┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠁ 家 9%",
        "   │                  ",
        " 0%┤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠄ us 1%",
        "    day 1  day 9",
    ]


def test_names_shrink_and_then_go_before_the_plot_is_too_narrow() -> None:
    curves = [level(0.0, "reach 54%", "reach", "")]

    def top(width: int) -> str:
        return texts(plotted(curves, width, 4, 4, ["", ""], ENDS, least=10))[0].strip("⠉⠁│ ")

    assert [top(width) for width in (24, 23, 20, 19, 8)] == ["reach 54%", "reach", "reach", "", ""]
    assert plotted(curves, 7, 4, 4, ["", ""], ENDS, least=10) == [()] * 4, "three cells show nothing"
    assert plotted(curves, 40, 2, 4, ["", ""], ENDS, least=10) == [()] * 2


def test_a_dotted_line_runs_where_a_curve_aims_and_is_named_where_nothing_ends() -> None:
    none = Curve("accent", np.empty(0), np.empty(0), ("aim 7",), aim=0.0)
    first, *others = texts(plotted([none], 20, 4, 4, ["", ""], ENDS, least=4))
    assert first == "   │⠁ ⠁ ⠁ ⠁ ⠁  aim 7"
    assert not any("⠁" in row or "aim" in row for row in others)
    assert texts(plotted([level(1.0, "now", aim=0.0)], 20, 4, 4, ["", ""], ENDS, least=4))[2].endswith("now")


def test_an_axis_has_a_middle_where_there_are_rows_for_it() -> None:
    assert [text for text, _ in ticked(("9", "5", "0"), 5, 3)] == [" 9┤", "  │", " 5┤", "  │", " 0┤"]
    assert [text for text, _ in ticked(("9", "5", "0"), 4, 3)] == [" 9┤", "  │", "  │", " 0┤"]


def test_names_stand_where_they_are_wanted_or_on_the_nearest_free_row() -> None:
    assert spaced({0: 4.2, 1: 4.9, 2: 0.0}, 6) == {0: 2, 4: 0, 5: 1}
    assert spaced({0: 5.0, 1: 5.0, 2: NAN}, 6) == {4: 0, 5: 1}
    assert spaced({0: 9.0, 1: -3.0, 2: 1.0}, 2) == {0: 1, 1: 2}


shares = st.lists(st.floats(-1, 2) | st.just(NAN), max_size=6).map(np.array)
names = st.text("ab 字茧", max_size=9)


@given(
    st.lists(st.tuples(shares, names, st.floats(0, 1) | st.just(NAN)), max_size=4),
    st.sampled_from([0, 20]) | st.integers(-2, 60),
    st.integers(-2, 12),
    st.integers(1, 2),
)
def test_a_plot_of_anything_is_never_wider_than_its_room_and_cuts_no_name(
    lines: list[tuple[np.ndarray, str, float]], width: int, height: int, thick: int
) -> None:
    curves = [
        Curve("", np.linspace(0, 1, len(y)), y.astype(float), (name, name[:1], ""), aim=aim)
        for y, name, aim in lines
    ]
    rows = plotted(curves, width, height, 5, ["1", "0"], ENDS, least=9, thick=thick)
    assert len(rows) == max(height, 0)
    assert {cells(row) for row in rows[:-1]} <= ({width} if any(rows) else {0})
    assert all(cells(row) <= max(width, 0) for row in rows[-1:])
    said = {row[-1][0].strip() for row in rows[:-1] if row}
    assert said <= {form.strip() for curve in curves for form in curve.names} | {""}
