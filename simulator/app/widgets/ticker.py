"""The ticker: what people write. A new comment every so often, however many there are, so that they can be read."""

from __future__ import annotations

from textual import events

from simulator.app import turns, view
from simulator.app.inks import topic_ink
from simulator.app.kit import clock
from simulator.app.kit.rows import Piece, Row, beside, cells, line, paragraph
from simulator.app.kit.text import wrap
from simulator.app.widgets.panel import Panel, PersonPicked
from simulator.frames import HOURS_PER_DAY, Frame, Remark, Turn

COMMENT_S = 0.7
"""Seconds between two comments while time runs."""
ONE_LINE = 70
"""From so many cells on a comment takes a single row."""
DATED = 6
"""Rows from which a day that is over stands in a row of its own above its comments; else beside the hour."""
KEPT = 60


class Ticker(Panel):
    """The newest turning point of the last day, then comments, newest first. Posts `PersonPicked` on a click."""

    DEFAULT_CSS = "Ticker.-bare { border: none; }"
    ABOUT = ("ticker.remark",)

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self._shown: list[Remark] = []
        self._added_at = -1e9
        self._lang = ""
        self._at: list[Remark | None] = []
        self._turn: Turn | None = None
        self._day = -1

    def show(self, frame: Frame) -> None:
        """Take in what is new, at a pace that can be read."""
        self.frame = frame
        now = clock.now()
        fresh = frame.lang != self._lang or not self._shown
        back = bool(self._shown) and self._shown[0].tick > frame.tick
        if fresh or back or frame.paused:
            changed = self._shown[: len(frame.remarks)] != list(frame.remarks)
            self._shown, self._lang = list(frame.remarks), frame.lang
        else:
            changed = now - self._added_at >= COMMENT_S and self._add(frame)
        turn, day = turns.newest(frame), frame.tick // HOURS_PER_DAY
        if (turn, day) != (self._turn, self._day) or changed or not frame.remarks:
            self._turn, self._day = turn, day
            self._added_at = now
            self.redraw()

    def _add(self, frame: Frame) -> bool:
        """Put the newest comment on top, if it is not there."""
        if not frame.remarks or frame.remarks[0] in self._shown:
            return False
        self._shown = [frame.remarks[0], *self._shown][:KEPT]
        return True

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say("view.ticker.title"), ""

    def on_resize(self) -> None:
        self.set_class(self.outer_size.height < 4, "-bare")
        super().on_resize()

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        rows = self._turned(frame, width, height)
        self._at = [None] * len(rows)
        day = frame.tick // HOURS_PER_DAY
        if not self._shown:
            return [*rows, ((self.say("view.ticker.waiting"), "dim"),)]
        for remark in self._shown[:height]:
            made = self._remark(frame, remark, width)
            before, day = day, remark.tick // HOURS_PER_DAY
            dated: list[Row] = [((view.day(remark.tick, self.say), "dim"),)] if day != before else []
            dated = dated if height >= DATED else []
            if rows and len(rows) + len(dated) + len(made) > height:
                break  # half a comment helps nobody
            rows += [*dated, *made]
            self._at += [*([None] * len(dated)), *([remark] * len(made))]
        return rows

    def _turned(self, frame: Frame, width: int, height: int) -> list[Row]:
        """The turning point, on one row or, where there is room, two."""
        turn = turns.newest(frame)
        if turn is None:
            return []
        when: Piece = (f"{self._when(frame, turn.tick)} ", "dim")
        hour = cells((when,))
        room, lines = width - hour, 2 if height >= 5 else 1
        text = turns.fitted(
            turn, frame, frame, self.say, lambda text: len(wrap(text, room, lines + 1)) <= lines
        )
        return beside([(when,)], paragraph(text, "bold accent ?ticker.turn", room, lines), hour, 0)

    def _when(self, frame: Frame, tick: int) -> str:
        """The hour, with its day if that is over."""
        over = tick // HOURS_PER_DAY != frame.tick // HOURS_PER_DAY
        return view.clock(tick, self.say) if over else view.hour(tick)

    def _remark(self, frame: Frame, remark: Remark, width: int) -> list[Row]:
        """Who wrote under whose video, in the topic's colour; and what."""
        when = view.hour(remark.tick) if self.size.height >= DATED else self._when(frame, remark.tick)
        word = view.topic_word(frame, remark.topic, self.say)
        ink = topic_ink(remark.topic)
        to = f"@{remark.creator_name}"
        head: Row = ((f"{when} ", "dim"), (remark.name, "bold"), (" → ", "dim"), (to, "dim"))
        if width >= ONE_LINE or self.size.height < 4:
            return [(*head, ("  ", ""), (remark.text, ""))]
        if cells((*head, (word, ink))) + 1 < width:
            head = line(width, *head, (word, ink, cells(head) - width))
        return [head, *paragraph(remark.text, "", width, 2, indent=6)]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        remark = self._at[offset.y] if offset.y < len(self._at) else None
        if remark is not None:
            self.post_message(PersonPicked(remark.person))
