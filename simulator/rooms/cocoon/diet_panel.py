"""One person's diet then and now: what they were born to like, watched in the first week, and watch now."""

from __future__ import annotations

import math

from rich.cells import cell_len

from simulator.app import view
from simulator.app.inks import state_ink, topic_ink
from simulator.app.kit.rows import Piece, Row, telling
from simulator.app.kit.strokes import bar, fit, left, right
from simulator.app.widgets.panel import Panel
from simulator.frames import Floats, Frame
from simulator.rooms.cocoon.state import CocoonCloseUp

PERCENT = 5
LEAST_BAR = 6
THREE_FROM = 50
"""Cells from which there are three columns of bars; without the first week there are two."""


class DietPanel(Panel):
    """Shows `Phone.innate`, `CocoonCloseUp.first_week` and `Phone.diet`, all on one scale."""

    PACED = True

    def titles(self, frame: Frame) -> tuple[str, str]:
        room = self.size.width - 2
        name = fit(self.say("cocoon.diet.title", name=frame.phone.name), room)
        return name, fit(self.say("cocoon.diet.reading"), room)

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        columns = self._columns(frame, width)
        topics = len(frame.topics)
        words = [view.topic_word(frame, topic, self.say) for topic in range(topics)]
        named = min(max(cell_len(word) for word in words) + 1, 12)
        each = (width - named - 2 * (len(columns) - 1)) // len(columns)
        if each < PERCENT + 1:
            return []
        known = [float(max(shares)) for _, shares in columns if not math.isnan(shares[0])]
        most = max([*known, 0.05])
        rows: list[Row] = [self._summary(frame, width)] if height > topics + 1 else []
        head: list[Piece] = [(left("", named), "")]
        for title, _ in columns:
            head += [(left(title, each), "bold"), ("  ", "")]
        rows.append(tuple(head[:-1]))
        for topic in range(topics):
            row: list[Piece] = [(left(words[topic], named), topic_ink(topic))]
            for _, shares in columns:
                share = float(shares[topic])
                text = right(view.percent(share), PERCENT)
                wide = each - PERCENT if each >= PERCENT + LEAST_BAR else 0
                row += [(bar(share / most, wide), topic_ink(topic)), (text, ""), ("  ", "")]
            rows.append(telling("cocoon.help.diet", *row[:-1]))
        return rows

    def _columns(self, frame: Frame, width: int) -> list[tuple[str, Floats]]:
        """(title, shares), from then to now."""
        closeup, phone, say = frame.closeup, frame.phone, self.say
        columns = [(say("cocoon.diet.innate"), phone.innate), (say("cocoon.diet.now"), phone.diet)]
        if width >= THREE_FROM and isinstance(closeup, CocoonCloseUp) and closeup.person == phone.person:
            columns.insert(1, (say("cocoon.diet.first"), closeup.first_week))
        return columns

    def _summary(self, frame: Frame, width: int) -> Row:
        """ "sees 3.1 of 16 topics · in a cocoon"."""
        phone, say = frame.phone, self.say
        seen = view.topics_seen(phone, say, len(frame.topics))
        state = say(f"app.diet.{view.state_name(phone.state)}")
        return (
            (fit(seen, width), "bold ?phone.topics"),
            (f" · {state}", f"bold {state_ink(phone.state)} ?phone.state"),
        )
