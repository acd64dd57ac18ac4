"""The raster draws exactly the dots it is given, in bounds, in cells that always add up."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from simulator.app.kit.raster import Raster

BITS = {(0, 0): 1, (0, 1): 2, (0, 2): 4, (1, 0): 8, (1, 1): 16, (1, 2): 32, (0, 3): 64, (1, 3): 128}
"""Braille as Unicode defines it: (column, row) of a dot to its bit."""

sizes = st.tuples(st.integers(0, 12), st.integers(0, 7))
numbers = st.one_of(st.floats(-10, 40), st.sampled_from([np.nan, np.inf, -np.inf]))
dots = st.lists(st.tuples(numbers, numbers, st.integers(0, 3)), max_size=40)


def slow(columns: int, rows: int, points: list[tuple[float, float, int]]) -> list[str]:
    """One dot at a time."""
    cells = [[0] * columns for _ in range(rows)]
    for x, y, _ in points:
        if 0 <= x < 2 * columns and 0 <= y < 4 * rows:
            column, row = int(x), int(y)
            cells[row // 4][column // 2] |= BITS[column % 2, row % 4]
    return ["".join(chr(0x2800 + mask) if mask else " " for mask in row) for row in cells]


def drawn(raster: Raster) -> list[str]:
    return ["".join(text for text, _ in runs) for runs in raster.runs()]


def put(raster: Raster, points: list[tuple[float, float, int]]) -> None:
    x, y, colour = (np.array([point[i] for point in points]) for i in range(3))
    raster.points(x.astype(float), y.astype(float), colour.astype(int))


@given(sizes, dots)
def test_points_are_the_dots_that_a_slow_painter_sets(
    size: tuple[int, int], points: list[tuple[float, float, int]]
) -> None:
    raster = Raster(*size, colours=4)
    put(raster, points)
    assert drawn(raster) == slow(*size, points)


@given(sizes, dots, st.text("aé字茧◆ ", max_size=12), st.integers(-6, 14), st.integers(-3, 9))
def test_every_row_has_as_many_cells_as_the_picture(
    size: tuple[int, int], points: list[tuple[float, float, int]], text: str, column: int, row: int
) -> None:
    raster = Raster(*size, colours=4)
    put(raster, points)
    raster.line(np.array([p[0] for p in points]), np.array([p[1] for p in points]), 1)
    raster.text(column, row, text, 9)
    assert [cell_len(line) for line in drawn(raster)] == [size[0]] * size[1]


@example([(0.0, 17.999999999999996), (0.0, 0.0)])  # steps of a whole dot once skipped one by rounding
@given(st.lists(st.tuples(st.floats(0, 19), st.floats(0, 19)), min_size=2, max_size=6))
def test_a_line_has_no_holes(corners: list[tuple[float, float]]) -> None:
    raster = Raster(10, 5, colours=1)
    raster.line(np.array([c[0] for c in corners]), np.array([c[1] for c in corners]), 0)
    lit = {
        (2 * column + dx, 4 * row + dy)
        for row, line in enumerate(drawn(raster))
        for column, mark in enumerate(line)
        for (dx, dy), bit in BITS.items()
        if mark != " " and (ord(mark) - 0x2800) & bit
    }
    reached, edge = {min(lit)}, [min(lit)]
    while edge:
        x, y = edge.pop()
        near = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & lit - reached
        reached |= near
        edge += near
    assert reached == lit


def test_nan_makes_a_gap_in_a_line() -> None:
    raster = Raster(10, 1, colours=1)
    raster.line(np.array([0.0, 2.0, np.nan, 16.0, 18.0]), np.zeros(5), 0)
    assert drawn(raster)[0][3:7] == " " * 4


def test_the_heavier_colour_has_the_cell_and_order_does_not_matter() -> None:
    for order in ((0, 1), (1, 0)):
        raster = Raster(1, 1, colours=2)
        for colour in order:
            raster.points(np.array([0.0]), np.array([float(colour)]), colour, weight=1.0 + colour)
        assert raster.runs() == [[("⠃", 1)]]


def test_blank_cells_carry_the_colour_on_and_text_does_not() -> None:
    raster = Raster(8, 1, colours=2)
    raster.points(np.array([4.0, 14.0]), np.array([0.0, 0.0]), 1)
    assert [colour for _, colour in raster.runs()[0]] == [1]
    raster.text(4, 0, "字", 7)
    assert raster.runs()[0] == [("  ⠁ ", 1), ("字", 7), (" ⠁", 1)]


def test_half_a_wide_character_is_never_drawn() -> None:
    raster = Raster(3, 1, colours=1)
    raster.text(-1, 0, "字字字", 0)
    assert drawn(raster) == [" 字"]


def test_many_points_cost_little_more_than_few() -> None:
    """They are drawn as columns, so that a crowd does not hold up the screen: one by one, a hundred times as many would
    take a hundred times as long. Work is counted, not waiting."""

    def work(points: int) -> float:
        luck = np.random.default_rng(0)
        x, y = luck.uniform(0, 320, points), luck.uniform(0, 180, points)
        colour = luck.integers(0, 8, points)
        raster = Raster(160, 45, colours=12)
        begun = time.thread_time()
        raster.points(x, y, colour)
        return time.thread_time() - begun

    few, many = (min(work(points) for _ in range(20)) for points in (200, 20_000))
    assert many < 40 * few
