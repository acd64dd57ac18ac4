"""What the algorithm takes the player to like: the topics of all that it has lined up, and how wide that is."""

from __future__ import annotations

from functools import partial

import numpy as np

from simulator.app import view
from simulator.app.inks import state_ink, topic_ink
from simulator.app.kit.rows import REST, Row, line, roomiest, telling
from simulator.app.kit.strokes import bar, sparkline
from simulator.frames import Frame
from simulator.rooms.viewer.game_panel import GamePanel

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
            return [((self.say("viewer.mind_waiting"), "dim"),)]
        below = self._width(frame, width, 2 if height < ROOMY else 4)
        return [*self._bars(frame, width, height - len(below)), *below][:height]

    def _bars(self, frame: Frame, width: int, rows: int) -> list[Row]:
        thinks, before = self._game.thinks, self._game.before
        assert thinks is not None and before is not None
        thinks = np.nan_to_num(thinks)
        airy = rows >= 2 * len(thinks)
        order = np.argsort(-thinks, kind="stable")[: max(rows, 0)]
        most = max(float(thinks.max()), 0.25)
        made: list[Row] = []
        for topic in sorted(order.tolist()):
            ink = topic_ink(topic)
            share = float(thinks[topic])
            change = view.change(100 * share, 100 * float(before[topic]), self.say)
            made += [
                telling(
                    "viewer.help.mind",
                    *line(
                        width - 1,
                        (view.topic_word(frame, topic, self.say), f"bold {ink}", 13),
                        (partial(bar, share / most), ink, REST),
                        (view.percent(share), "bold", -6),
                        ("" if change == "=" else change, "dim", -7),
                    ),
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
        told: Row = ((text, "bold ?viewer.help.width"),)
        with_word: Row = (*told, (word, f"bold {state_ink(game.state)} ?phone.state"))
        gone = np.array(game.widths if game.met else [])
        curve = sparkline(gone, max(width - 1, 0), high, most=float(len(frame.topics)))
        return [
            (),
            roomiest(width, with_word, told),
            *(((row, "primary ?viewer.help.width"),) for row in curve),
        ]
