"""Who watches what: groups of people by the topic they watch most, and how each shares its time out."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from simulator.app import view
from simulator.app.inks import topic_ink
from simulator.app.kit.rows import Piece, Row, telling
from simulator.app.kit.strokes import fit, left, right
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.rooms.cocoon.state import CocoonCloseUp, Floats

PEOPLE = 7
NUMBERED = 3
"""Cells of a column from which cells hold percentages; narrower ones are shaded only."""
SHADES = ((0.01, "·"), (0.05, "░"), (0.15, "▒"), (0.35, "▓"), (0.6, "█"))
"""From this share on, a narrow cell is filled so."""


class GroupsPanel(Panel):
    """Shows `CocoonCloseUp.groups` and `.watched`."""

    PACED = True

    def titles(self, frame: Frame) -> tuple[str, str]:
        """Where cells are shaded, what the shades mean, and above that what a row is."""
        room, say = self.size.width - 2, self.say
        if self._columns(frame)[1] >= NUMBERED:
            return say("cocoon.groups.title"), fit(say("cocoon.groups.reading"), room)
        shades = "  ".join(f"{mark} {view.percent(least, 0)}+" for least, mark in SHADES)
        below = say("cocoon.groups.shades", shades=shades)
        title = say("cocoon.groups.title_rows")
        return (
            title if cell_len(title) <= room else fit(say("cocoon.groups.title"), room),
            below if cell_len(below) <= room else fit(shades, room),
        )

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        closeup = frame.closeup
        if not isinstance(closeup, CocoonCloseUp):
            return self.absent(frame, "cocoon.waiting")
        if not closeup.groups.any():
            return [((fit(self.say("view.none_yet"), width), "dim"),)]
        topics = len(frame.topics)
        words = [view.topic_word(frame, topic, self.say) for topic in range(topics)]
        named, each = self._columns(frame)
        letters = [view.topic_letter(frame, topic, self.say) for topic in range(topics)]
        rows = [self._head(letters, named, each)]
        order = range(topics)
        if height - 1 < topics:  # the largest groups, still in the order of the topics
            largest = np.argsort(-closeup.groups, kind="stable")[: max(height - 1, 0)]
            order = sorted(int(topic) for topic in largest)
        for topic in order:
            label = words[topic] if named > 2 else letters[topic]
            start: list[Piece] = [
                (left(label, named), topic_ink(topic)),
                (right(view.people(int(closeup.groups[topic]), self.say), PEOPLE - 1) + " ", "dim"),
            ]
            shaded = _shaded(closeup.watched[topic], topic, each)
            rows.append(telling("cocoon.help.groups", *start, *shaded))
        return rows

    def _columns(self, frame: Frame) -> tuple[int, int]:
        """(cells of a row's name, cells of a column)."""
        width, topics = self.size.width, len(frame.topics)
        words = [view.topic_word(frame, topic, self.say) for topic in range(topics)]
        named = min(max(cell_len(word) for word in words) + 1, 12)
        each = min((width - named - PEOPLE) // topics, 6)
        return (named, each) if each >= 1 else (2, max((width - 2 - PEOPLE) // topics, 1))

    def _head(self, letters: list[str], named: int, each: int) -> Row:
        head: list[Piece] = [
            (left("", named), ""),
            (right(self.say("cocoon.groups.people"), PEOPLE - 1) + " ", "dim"),
        ]
        for topic, letter in enumerate(letters):
            head.append((right(letter, each) if each > 1 else left(letter, 1), f"bold {topic_ink(topic)}"))
        return tuple(head)


def _shaded(shares: Floats, own: int, each: int) -> list[Piece]:
    """A group's cells: percentages on deeper ground the more there is; or shaded blocks where room is short."""
    if each >= NUMBERED:
        return [_number(float(share), topic == own, each) for topic, share in enumerate(shares)]
    return [
        (right(_block(share, min(each, 2)), each), topic_ink(topic))
        for topic, share in enumerate(shares.tolist())
    ]


def _number(share: float, own: bool, each: int) -> Piece:
    if not np.isfinite(share):
        return right(view.DASH, each), "dim"
    deep = min(round(12 * share), 9)
    text = f"{100 * share:.0f}" if share >= 0.005 else "·"
    return (
        right(text, each - 1) + " " if each > 3 else right(text, each)
    ), f"{'bold ' if own else ''}shade{deep}"


def _block(share: float, cells: int) -> str:
    """A share as a shade; a lone dot for what is there and no more."""
    mark = next((mark for least, mark in reversed(SHADES) if share >= least), " ")
    return mark if mark == "·" else mark * cells
