"""Columns that tables of several rooms share."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.app import view
from simulator.app.inks import topic_ink
from simulator.app.kit.rows import Row
from simulator.app.kit.table import TableColumn
from simulator.app.kit.text import widest
from simulator.frames import Frame
from simulator.locale import Wording


def topic_column(
    frame: Frame,
    topics: Sequence[int],
    say: Wording,
    rank: int = 0,
    *,
    head: Row = (),
    bold: bool = False,
    letters: bool = False,
) -> TableColumn:
    """The topic of each row in its colour, as a word or a letter: as wide as the longest word of all topics, so that
    it stands still."""
    called = view.topic_letter if letters else view.topic_word
    return TableColumn(
        head,
        [((called(frame, each, say), f"{'bold ' * bold}{topic_ink(each)}"),) for each in topics],
        rank,
        size=2 if letters else widest(view.topic_words(frame, say)),
    )
