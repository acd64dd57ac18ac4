"""Text, bars, curves, charts and the circle in the cells of a terminal: they keep their width and lose nothing."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from simulator.app import view
from simulator.app.chart import Line, ceiling, chart
from simulator.app.circle import JITTER, OFF_RING, circle, jitter, labels, scattered
from simulator.app.kit import strokes
from simulator.app.kit.grid import Prose, grid
from simulator.app.kit.text import fit, left, right, wrap
from simulator.locale import LANGUAGES, catalogue
from simulator.metrics.cocoon import COCOON_ABOVE
from tests.app.frames import make_frame

EN, ZH = catalogue("en"), catalogue("zh")
NAN = float("nan")
words = st.text("ab 字茧,.。◆", max_size=40)


@given(words, st.integers(0, 20))
def test_fit_left_and_right_never_overflow(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) <= width
    assert cell_len(left(text, width)) == cell_len(right(text, width)) == width


@given(words, st.integers(1, 20), st.integers(1, 5))
def test_wrapped_lines_fit(text: str, width: int, rows: int) -> None:
    lines = wrap(text, width, rows)
    assert len(lines) <= rows
    assert all(0 < cell_len(line) <= width for line in lines)


@given(words, st.integers(6, 20))
def test_wrapping_loses_nothing_but_spaces_while_rows_suffice(text: str, width: int) -> None:
    assert "".join(wrap(text, width, 99)).replace(" ", "") == text.replace(" ", "")


def test_wrap_breaks_at_words_and_ends_in_an_ellipsis() -> None:
    assert wrap("one two three", 8, 2) == ["one two", "three"]
    assert wrap("one two three", 7, 1) == ["one…"]
    assert wrap("三分钟学会,家的味道", 10, 2) == ["三分钟学", "会,家的味…"]


@given(st.floats(allow_nan=True), st.integers(0, 30))
def test_bars_have_their_width(share: float, width: int) -> None:
    assert cell_len(strokes.bar(share, width)) == width
    assert cell_len("".join(strokes.gauge(share, width))) == width


def test_a_bar_shows_whatever_is_not_zero() -> None:
    assert strokes.bar(0.5, 4) == "██  "
    assert strokes.bar(1e-6, 4).strip() and not strokes.bar(0.0, 4).strip()


@given(
    st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(NAN)), max_size=50),
    st.integers(0, 20),
    st.integers(1, 3),
)
def test_sparklines_have_their_size(values: list[float], width: int, rows: int) -> None:
    lines = strokes.sparkline(np.array(values, dtype=float), width, rows)
    assert [cell_len(line) for line in lines] == [width] * rows


def test_sparklines_rise() -> None:
    assert strokes.sparkline(np.arange(8.0), 8) == ["▁▂▃▄▅▆▇█"]
    assert strokes.sparkline(np.arange(16.0), 16, 2) == ["        ▁▂▃▄▅▆▇█", "▁▂▃▄▅▆▇█████████"]
    assert strokes.sparkline(np.array([5.0, 5.0]), 4) == ["▁▁▁▁"]
    assert strokes.sparkline(np.array([0.0, 0.5]), 2, span=1.0) == ["▁▅"], "half of the scale's least span"


@given(st.integers(0, 60), st.tuples(*[st.floats(0, 1)] * 3))
def test_a_stacked_bar_never_overflows(width: int, shares: tuple[float, ...]) -> None:
    cells = strokes.shares_of(width, shares)
    assert min(cells) >= 0 and sum(cells) <= width


def test_a_chart_names_its_lines_and_keeps_its_width() -> None:
    frame = make_frame(200)
    lines = [
        Line("reach", "primary", frame.brand.reach_curve),
        Line("follow", "accent", frame.brand.effective_curve),
    ]
    rows = ["".join(text for text, _ in row) for row in chart(frame.brand.tick, lines, 50, 9, EN)]
    text = "\n".join(rows)
    assert "reach 54%" in text and "day 1" in text and "day 9" in text and "60%" in text
    assert {cell_len(row) for row in rows[:-1]} == {50}


@given(st.integers(-2, 60), st.integers(-2, 20), st.sampled_from([0, 1, 2, 30]))
def test_charts_of_any_size_and_length_are_drawn(width: int, height: int, points: int) -> None:
    ticks = np.arange(points, dtype=np.int32)
    shares = np.where(ticks % 3 == 1, np.nan, ticks / 40.0)
    for say in (EN, ZH):
        rows = chart(ticks, [Line("a", "primary", shares)], width, height, say)
        assert len(rows) == max(height, 0)


@pytest.mark.parametrize(("most", "top"), [(0.0, 0.01), (0.03, 0.05), (0.41, 0.6), (0.85, 1.0), (NAN, 0.01)])
def test_axes_end_at_a_round_share(most: float, top: float) -> None:
    assert ceiling([Line("a", "primary", np.array([most]))]) == top


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(50, 17), (78, 18), (108, 30), (196, 40), (20, 10)])
def test_topic_words_stand_around_the_circle_without_touching(lang: str, size: tuple[int, int]) -> None:
    say, frame = catalogue(lang), make_frame(1)
    names = [view.topic_word(frame, topic, say) for topic in range(16)]
    at = circle(*size, names)
    made = labels(at, names, [view.topic_letter(frame, topic, say) for topic in range(16)])
    taken = [(label.row, label.column + i) for label in made for i in range(cell_len(label.text))]
    assert len(taken) == len(set(taken))
    assert all(0 <= row < size[1] and 0 <= column < size[0] for row, column in taken)
    assert len(made) == 16 or size == (20, 10)


def test_the_circle_is_round_and_topic_four_of_sixteen_is_at_the_right() -> None:
    at = circle(100, 31, ["food"] * 4)
    x, y = at.place(np.array([0.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0]))
    assert x[0] == x[2] == 100 and y[1] == y[2]
    assert x[1] - x[2] == y[2] - y[0] == at.radius


def test_shifts_are_small_and_stay() -> None:
    people = np.arange(1000, dtype=np.int32)
    x, y = jitter(people)
    assert 0.9 * JITTER < np.hypot(x, y).max() <= JITTER
    assert np.array_equal(jitter(people[5:6])[0], x[5:6])


@given(
    arrays(np.float32, 20, elements=st.floats(0, 1, width=32)), st.integers(0, 2**31 - 21), st.floats(0, 7)
)
def test_no_shift_takes_a_dot_over_the_ring(far: np.ndarray, first: int, angle: float) -> None:
    far[:2] = np.float32(COCOON_ABOVE) * np.array([0.9999, 1.0001])
    people = np.arange(first, first + 20, dtype=np.int32)
    x, y = far * np.float32(np.sin(angle)), far * np.float32(np.cos(angle))
    to_x, to_y = scattered(x, y, jitter(people))
    assert ((np.hypot(to_x, to_y) > COCOON_ABOVE) == (np.hypot(x, y) > COCOON_ABOVE)).all()
    assert (np.hypot(to_x - x, to_y - y) <= JITTER + 2 * OFF_RING).all()


def test_who_has_watched_nothing_is_not_shifted_anywhere() -> None:
    nowhere = np.array([np.nan])
    assert np.isnan(scattered(nowhere, nowhere, jitter(np.array([3])))).all()


def test_lines_that_end_in_one_row_are_named_by_size() -> None:
    ticks = np.arange(3, dtype=np.int32)
    lines = [
        Line(name, "", np.array([0.0, share / 2, share]))
        for name, share in (("most", 1.0), ("none", 0.0), ("few", 0.062))
    ]
    rows = ["".join(text for text, _ in row) for row in chart(ticks, lines, 40, 10, catalogue("en"))]
    places = [next(y for y, row in enumerate(rows) if name in row) for name in ("most", "few", "none")]
    assert places == sorted(places) and places[0] == 0


def test_words_of_a_list_break_instead_of_being_cut() -> None:
    """A sentence in Chinese has no blanks to break at."""
    for lang in LANGUAGES:
        text = catalogue(lang)("app.algorithm.user-cf.text")
        row = grid(1, 6)
        row.add_row("●", "name", Prose(text))
        drawn = [line.rstrip() for line in written(row, 30).splitlines()]
        assert len(drawn) > 1 and all(cell_len(line) <= 30 for line in drawn)
        assert "".join(drawn).replace(" ", "") == f"●name{text}".replace(" ", "")
        assert not any(line.lstrip()[0] in "。，）" for line in drawn)  # it clings to what it ends


def written(row: Table, width: int) -> str:
    """What Rich writes of it."""
    file = io.StringIO()
    Console(width=width, file=file).print(row)
    return file.getvalue()
