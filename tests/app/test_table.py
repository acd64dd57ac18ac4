"""Tables keep their width, lose columns by rank and cut nothing within a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from simulator.app.kit.rows import Piece, Row, cells
from simulator.app.kit.strokes import bar
from simulator.app.kit.table import TableColumn, fitted, table
from simulator.app.kit.text import TOKEN, shortened

NAMES = ("Slow noodles for two", "家常菜 100 道", "Unpronounceably")
LONG = max(map(cell_len, NAMES)) + 1


def figures(head: str, rank: int = 0, most: int = 0) -> TableColumn:
    texts = [((text, ""),) for text in ("41%", "4.1%", "-")]
    return TableColumn(((head, "dim"),), texts, rank, size=6, most=most, end=True)


def named(least: int = 8, most: int = 40) -> TableColumn:
    return TableColumn((("who", "bold"),), [((name, ""),) for name in NAMES], least=least, most=most)


def texts(rows: Sequence[Row]) -> list[str]:
    return ["".join(text for text, _ in row) for row in rows]


def test_by_hand_names_shrink_first_then_columns_go_by_rank() -> None:
    columns = [named(), figures("reach", 1), figures("voice", 3), figures("index", 2)]
    assert fitted(columns, 40) == [22, 6, 6, 6]
    assert fitted(columns, 26) == [8, 6, 6, 6]
    assert fitted(columns, 25) == [13, 6, 0, 6]
    assert fitted(columns, 19) == [13, 6, 0, 0]
    assert fitted(columns, 13) == [13, 0, 0, 0]
    head, body = table(columns[:2], 3, 20)
    assert texts([head, *body]) == [
        "who            reach",
        "Slow noodles…    41%",
        "家常菜 100 道   4.1%",
        "Unpronouncea…      -",
    ]


def test_what_is_left_over_goes_to_names_and_then_to_all_figures_alike() -> None:
    columns = [named(most=20), figures("reach", most=10), figures("voice", most=10)]
    assert fitted(columns, 35) == [20, 7, 7]
    assert fitted(columns, 99) == [20, 10, 10]


def test_a_figure_that_grows_makes_its_column_wider_and_is_never_cut() -> None:
    column = TableColumn((("n", ""),), [(("1,234,567", ""),), (("7", ""),)], 1, size=4, end=True)
    assert texts(table([named(), column], 2, 30)[1]) == [
        "Slow noodles for…    1,234,567",
        "家常菜 100 道                7",
    ]


def test_a_column_without_any_room_takes_no_blank_from_its_neighbours() -> None:
    empty = TableColumn((("", ""),), [(("", ""),)])
    shrunk = TableColumn((("", ""),), [(("", ""),)], least=0)
    assert fitted([empty, empty, shrunk], 1) == [1, 0, 0]
    assert texts(table([empty, empty, shrunk], 1, 1)[1]) == [" "]


def full(room: int) -> Piece:
    return bar(1.0, room), "soft"


def test_a_bar_is_drawn_into_what_its_column_has() -> None:
    bars = TableColumn((("", ""),), [full] * 3, least=2, most=99)
    assert texts(table([figures("reach"), bars], 1, 12)[1]) == ["   41%██████"]


@st.composite
def any_column(draw: st.DrawFn) -> TableColumn:
    words = st.text("ab 字茧,.", max_size=24)
    least = draw(st.none() | st.integers(0, 12))
    return TableColumn(
        ((draw(words), ""),),
        [((text, ""),) for text in draw(st.lists(words, min_size=2, max_size=2))],
        draw(st.integers(0, 3)),
        draw(st.integers(0, 9)),
        draw(st.integers(0, 30)),
        least,
        draw(st.booleans()),
    )


@given(st.lists(any_column(), max_size=6), st.integers(0, 70))
def test_a_table_is_never_wider_than_its_room_and_figures_are_whole(
    columns: list[TableColumn], width: int
) -> None:
    sizes = fitted(columns, width)
    head, body = table(columns, 2, width)
    assert sum(sizes) <= width
    assert {cells(row) for row in (head, *body)} == {sum(sizes)}
    kept = [column for column, size in zip(columns, sizes, strict=True) if size]
    for y, row in enumerate(body):
        for column, (text, _) in zip(kept, row, strict=True):
            cell = column.cells[y]
            assert not callable(cell)
            if column.least is None:
                assert text.strip() == cell[0][0].strip()
    gone = [
        column.rank
        for column, size in zip(columns, sizes, strict=True)
        if not size and column.floor > 1  # the last of columns without a word needs no cell
    ]
    if any(gone):
        assert all(column.rank <= min(rank for rank in gone if rank) or not column.rank for column in kept)


@given(st.text("ab 字茧,.", max_size=30), st.integers(1, 20))
def test_text_is_shortened_between_words(text: str, width: int) -> None:
    short = shortened(text, width)
    assert cell_len(short) <= width
    tokens = re.findall(TOKEN, text)
    if short != text and cell_len(tokens[0].rstrip()) < width and not tokens[0].isspace():
        assert short[:-1] in {"".join(tokens[:count]).rstrip() for count in range(1, len(tokens))}
