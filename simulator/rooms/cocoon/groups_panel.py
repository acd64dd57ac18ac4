"""Who watches what: groups of people by the topic they watch most, and how each shares its time out."""

from __future__ import annotations

import numpy as np

from simulator.app import view
from simulator.app.inks import topic_ink
from simulator.app.kit.rows import Part, Piece, Row, line, telling
from simulator.app.kit.text import fitting, right, widest
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.rooms.cocoon.state import CocoonCloseUp, Floats

PEOPLE = 6
"""Cells for the size of a group, without the blank behind it."""
NUMBERED = 3
"""Cells of a column from which cells hold percentages; narrower ones are shaded only."""
SHADES = ((0.01, "·"), (0.05, "░"), (0.15, "▒"), (0.35, "▓"), (0.6, "█"))
"""From this share on, a narrow cell is filled so."""


class GroupsPanel(Panel):
    """Shows `CocoonCloseUp.groups` and `.watched`."""

    PACED = True

    def titles(self, frame: Frame) -> tuple[str, str]:
        """Where cells are shaded, what the shades mean, and above that what a row is."""
        room, say = self.title_room, self.say
        if self._columns(frame)[1] >= NUMBERED:
            return say("cocoon.groups.title"), say("cocoon.groups.reading")
        shades = "  ".join(f"{mark} {view.percent(least, 0)}+" for least, mark in SHADES)
        below = say("cocoon.groups.shades", shades=shades)
        title = fitting(room, say("cocoon.groups.title_rows"), say("cocoon.groups.title"))
        return title, fitting(room, below, shades)

    def draw(self, frame: Frame) -> list[Row]:
        height = self.size.height
        closeup = frame.closeup
        if not isinstance(closeup, CocoonCloseUp):
            return self.absent(frame, "cocoon.waiting")
        if not closeup.groups.any():
            return [((self.say("view.none_yet"), "dim"),)]
        topics = len(frame.topics)
        words, (named, each) = view.topic_words(frame, self.say), self._columns(frame)
        letters = [view.topic_letter(frame, topic, self.say) for topic in range(topics)]
        people = self.say("cocoon.groups.people")
        heads = [(letter, f"bold {topic_ink(topic)}", -each) for topic, letter in enumerate(letters)]
        rows = [_row(("", ""), people, named, *heads)]
        order = range(topics)
        if height - 1 < topics:  # the largest groups, still in the order of the topics
            largest = np.argsort(-closeup.groups, kind="stable")[: max(height - 1, 0)]
            order = sorted(int(topic) for topic in largest)
        for topic in order:
            label = words[topic] if named > 2 else letters[topic]
            size = view.people(int(closeup.groups[topic]), self.say)
            shaded = _shaded(closeup.watched[topic], topic, each)
            row = _row((label, topic_ink(topic)), size, named, *shaded)
            rows.append(telling("cocoon.help.groups", *row))
        return rows

    def _columns(self, frame: Frame) -> tuple[int, int]:
        """(cells of a row's name, cells of a column)."""
        width, topics = self.size.width, len(frame.topics)
        named, room = widest(view.topic_words(frame, self.say), 12), width - PEOPLE - 1
        each = min((room - named) // topics, 6)
        return (named, each) if each >= 1 else (2, max((room - 2) // topics, 1))


def _row(label: Piece, people: str, named: int, *columns: Part) -> Row:
    return line(0, (*label, named), (people, "dim", -PEOPLE), (" ", "dim"), *columns)


def _shaded(shares: Floats, own: int, each: int) -> list[Part]:
    """A group's cells: percentages on deeper ground the more there is; or shaded blocks where room is short."""
    if each >= NUMBERED:
        return [_number(float(share), topic == own, each) for topic, share in enumerate(shares)]
    blocks = [_block(share, min(each, 2)) for share in shares.tolist()]
    return [(block, topic_ink(topic), -each) for topic, block in enumerate(blocks)]


def _number(share: float, own: bool, each: int) -> Piece:
    if not np.isfinite(share):
        return right(view.DASH, each), "dim"
    text = f"{100 * share:.0f}" if share >= 0.005 else "·"
    text += " " if each > NUMBERED else ""
    return right(text, each), f"{'bold ' if own else ''}shade{min(round(12 * share), 9)}"


def _block(share: float, cells: int) -> str:
    """A share as a shade; a lone dot for what is there and no more."""
    mark = next((mark for least, mark in reversed(SHADES) if share >= least), " ")
    return mark if mark == "·" else mark * cells
