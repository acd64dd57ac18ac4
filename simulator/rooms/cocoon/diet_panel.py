"""One person's diet then and now: what they were born to like, watched in the first week, and watch now."""

from __future__ import annotations

import math
from functools import partial

from simulator.app import view
from simulator.app.inks import state_ink, topic_ink
from simulator.app.kit.rows import Part, Row, line, telling
from simulator.app.kit.strokes import bar
from simulator.app.kit.text import widest
from simulator.app.widgets.panel import Panel
from simulator.frames import Floats, Frame
from simulator.rooms.cocoon.state import CocoonCloseUp

PERCENT = 5
"""Cells of a share, of which a bar of at least as many is drawn."""
THREE_FROM = 50
"""Cells from which there are three columns of bars; without the first week there are two."""


class DietPanel(Panel):
    """Shows `Phone.innate`, `CocoonCloseUp.first_week` and `Phone.diet`, all on one scale."""

    PACED = True

    def titles(self, frame: Frame) -> tuple[str, str]:
        name = self.say("cocoon.diet.title", name=frame.phone.name)
        return name, self.say("cocoon.diet.reading")

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        columns = self._columns(frame, width)
        topics = len(frame.topics)
        words = view.topic_words(frame, self.say)
        named = widest(words, 12)
        each = (width - named - 2 * (len(columns) - 1)) // len(columns)
        if each < PERCENT + 1:
            return []
        known = [float(max(shares)) for _, shares in columns if not math.isnan(shares[0])]
        most = max([*known, 0.05])
        rows: list[Row] = [self._summary(frame)] if height > topics + 1 else []
        head: list[Part] = [("", "", named)]
        for title, _ in columns:
            head += [(title, "bold", each), ("  ", "")]
        rows.append(line(width, *head[:-1]))
        wide = each - PERCENT if each > 2 * PERCENT else 0
        for topic in range(topics):
            row: list[Part] = [(words[topic], topic_ink(topic), named)]
            for _, shares in columns:
                share = float(shares[topic])
                drawn = partial(bar, share / most)
                row += [(drawn, topic_ink(topic), wide), (view.percent(share), "", -PERCENT), ("  ", "")]
            rows.append(telling("cocoon.help.diet", *line(width, *row[:-1])))
        return rows

    def _columns(self, frame: Frame, width: int) -> list[tuple[str, Floats]]:
        """(title, shares), from then to now."""
        closeup, phone, say = frame.closeup, frame.phone, self.say
        columns = [(say("cocoon.diet.innate"), phone.innate), (say("cocoon.diet.now"), phone.diet)]
        if width >= THREE_FROM and isinstance(closeup, CocoonCloseUp) and closeup.person == phone.person:
            columns.insert(1, (say("cocoon.diet.first"), closeup.first_week))
        return columns

    def _summary(self, frame: Frame) -> Row:
        """ "sees 3.1 of 16 topics · in a cocoon"."""
        phone, say = frame.phone, self.say
        seen = view.topics_seen(phone, say, len(frame.topics))
        state = say(f"app.diet.{view.state_name(phone.state)}")
        return (
            (seen, "bold ?phone.topics"),
            (f" · {state}", f"bold {state_ink(phone.state)} ?phone.state"),
        )
