"""What the algorithm takes the player to like: the topics of all that it has lined up, and how wide that is."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from simulator.app import view
from simulator.app.inks import state_ink, topic_ink
from simulator.app.kit.rows import Piece, Row, telling
from simulator.app.kit.strokes import bar, fit, left, right, sparkline
from simulator.frames import Frame
from simulator.rooms.viewer.game_panel import GamePanel

NAMED = 13
FIGURES = 14
ROOMY = 30
"""Rows from which the feed's width is drawn higher."""


class PlayerMind(GamePanel):
    """Bars of topics, always in the same order, and the feed's width over the game."""

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        since = "hour" if self._game.playing else "start"
        told = self.say(f"viewer.since_{since}") if self._game.thinks is not None else ""
        return self.say("viewer.mind"), told

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        game = self._game
        if game.thinks is None:
            return [((fit(self.say("viewer.mind_waiting"), width), "dim"),)]
        below = self._width(frame, width, 2 if height < ROOMY else 4)
        return [*self._bars(frame, width, height - len(below)), *below][:height]

    def _bars(self, frame: Frame, width: int, rows: int) -> list[Row]:
        thinks, before = self._game.thinks, self._game.before
        assert thinks is not None and before is not None
        thinks = np.nan_to_num(thinks)
        airy = rows >= 2 * len(thinks)
        order = np.argsort(-thinks, kind="stable")[: max(rows, 0)]
        most = max(float(thinks.max()), 0.25)
        drawn = max(width - NAMED - FIGURES, 4)
        made: list[Row] = []
        for topic in sorted(order.tolist()):
            ink = topic_ink(topic)
            share = float(thinks[topic])
            change = view.change(100 * share, 100 * float(before[topic]), self.say)
            made += [
                telling(
                    "viewer.help.mind",
                    (left(view.topic_word(frame, topic, self.say), NAMED), f"bold {ink}"),
                    (bar(share / most, drawn), ink),
                    (right(view.percent(share), 6), "bold"),
                    (right("" if change == "=" else change, 7), "dim"),
                ),
                *([()] if airy else []),
            ]
        return made + [()] * (rows - len(made))

    def _width(self, frame: Frame, width: int, high: int) -> list[Row]:
        """ "Shown to you: 7.4 of 16 topics", and how that has gone, from none to all of them."""
        game = self._game
        text, word = self.say("viewer.width_none"), ""
        if game.met:
            text = self.say("viewer.width", n=view.decimal(game.width), of=len(frame.topics))
            word = f" · {self.say(f'app.diet.{view.state_name(game.state)}')}"
        told: list[Piece] = [(fit(text, width), "bold ?viewer.help.width")]
        if word and cell_len(text + word) <= width:
            told.append((word, f"bold {state_ink(game.state)} ?phone.state"))
        gone = np.array(game.widths if game.met else [])
        line = sparkline(gone, max(width - 1, 0), high, most=float(len(frame.topics)))
        return [
            (),
            tuple(told),
            *(((row, "primary ?viewer.help.width"),) for row in line),
        ]
