"""What the app has noted about the player: every video that was on, how much of it was watched, what was pressed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from simulator.app import view
from simulator.app.columns import topic_column
from simulator.app.inks import topic_ink
from simulator.app.kit.rows import Piece, Row, paragraph, telling
from simulator.app.kit.strokes import bar
from simulator.app.kit.table import WIDEST, TableColumn, table
from simulator.app.kit.text import widest
from simulator.frames import Frame
from simulator.rooms.viewer.game import MetVideo
from simulator.rooms.viewer.game_panel import GamePanel

BAR = 8
TITLED = 20
"""Cells of a title; where there is no room for more, how much was watched is a figure alone."""
LED = 5
"""Topics whose time is shown, the largest first."""
LISTED = 14
"""Rows of videos that come before the topics' time."""
PRESSED = (("liked", "♥"), ("commented", "✎"), ("shared", "↗"), ("followed", "+"), ("disliked", "×"))


class PlayerPast(GamePanel):
    """The newest first; below it where the player's time went, where there is room."""

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say("viewer.past"), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        game, say = self._game, self.say
        if not game.met:
            return paragraph(say("viewer.past_waiting"), "dim", width, height)
        ended, skipped, liked = game.counts
        total = say("viewer.past_sum", ended=ended, skipped=skipped, liked=liked)
        rows: list[Row] = [((total, "bold ?viewer.help.past"),)]
        below = self._spent(frame, width) if height >= LISTED + LED + 3 else []
        listed = height - len(rows) - len(below)
        rows += self._listed(frame, game.met[::-1][:listed], width)
        return [*rows, *[()] * (height - len(rows) - len(below)), *below]

    def _listed(self, frame: Frame, met: Sequence[MetVideo], width: int) -> list[Row]:
        """ "● food  Slow noodles  ███  63% ♥"."""
        inks = [topic_ink(one.item.topic) for one in met]
        names = [f"● {view.topic_word(frame, one.item.topic, self.say)}" for one in met]
        sized = widest(f"● {word}" for word in view.topic_words(frame, self.say))
        columns = [
            TableColumn(
                (), [((name, f"bold {ink}"),) for name, ink in zip(names, inks, strict=True)], size=sized
            ),
            TableColumn((), [((one.item.title, ""),) for one in met], least=TITLED, most=WIDEST),
            TableColumn(
                (),
                [partial(_bar, one.ratio, ink) for one, ink in zip(met, inks, strict=True)],
                rank=1,
                least=BAR,
                most=BAR,
            ),
            TableColumn((), [((view.percent(one.ratio) + " ", "bold"),) for one in met], size=6, end=True),
            TableColumn((), [((_pressed(one), "bold error"),) for one in met]),
        ]
        return [telling("viewer.help.past", *row) for row in table(columns, len(met), width)[1]]

    def _spent(self, frame: Frame, width: int) -> list[Row]:
        """A heading and the topics that the player spent most time on."""
        spent = np.nan_to_num(self._game.spent)
        leading = [int(topic) for topic in np.argsort(-spent, kind="stable")[:LED] if spent[topic] > 0]
        most = max(float(spent.max()), 0.25)
        made: list[Row] = [(), ((self.say("viewer.past_time"), "bold ?viewer.help.time"),)]
        columns = [
            topic_column(frame, leading, self.say, bold=True),
            TableColumn(
                (),
                [partial(_bar, float(spent[topic]) / most, topic_ink(topic)) for topic in leading],
                least=4,
                most=WIDEST,
            ),
            TableColumn(
                (), [((view.percent(float(spent[topic])), "bold"),) for topic in leading], size=6, end=True
            ),
        ]
        made += [telling("viewer.help.time", *row) for row in table(columns, len(leading), width)[1]]
        return made + [()] * (LED + 2 - len(made))


def _bar(share: float, ink: str, room: int) -> Piece:
    return bar(share, room), ink


def _pressed(met: MetVideo) -> str:
    """A mark for each thing that was done, in its own place."""
    return "".join(mark if getattr(met.action, action) else " " for action, mark in PRESSED)
