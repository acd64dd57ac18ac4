"""What the app has noted about the player: every video that was on, how much of it was watched, what was pressed."""

from __future__ import annotations

import numpy as np

from simulator.app import view
from simulator.app.inks import topic_ink
from simulator.app.kit.rows import Row, telling
from simulator.app.kit.strokes import bar, fit, left, right, wrap
from simulator.frames import Frame
from simulator.rooms.viewer.game import MetVideo
from simulator.rooms.viewer.game_panel import GamePanel

NAMED = 13
WIDE = 52
"""Cells from which how much was watched is a bar as well as a figure."""
BAR = 8
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
            return [((line, "dim"),) for line in wrap(say("viewer.past_waiting"), width, height)]
        ended, skipped, liked = game.counts
        total = say("viewer.past_sum", ended=ended, skipped=skipped, liked=liked)
        rows: list[Row] = [((fit(total, width), "bold ?viewer.help.past"),)]
        below = self._spent(frame, width) if height >= LISTED + LED + 3 else []
        listed = height - len(rows) - len(below)
        rows += [self._line(frame, met, width) for met in game.met[::-1][:listed]]
        return [*rows, *[()] * (height - len(rows) - len(below)), *below]

    def _line(self, frame: Frame, met: MetVideo, width: int) -> Row:
        """ "● food  Slow noodles  ███  63% ♥"."""
        topic = met.item.topic
        drawn = BAR if width >= WIDE else 0
        pressed = [mark if getattr(met.action, action) else " " for action, mark in PRESSED]
        name = left(f"● {view.topic_word(frame, topic, self.say)}", NAMED)
        title = left(met.item.title, width - NAMED - drawn - len(" 100% ") - 1 - len(PRESSED))
        return telling(
            "viewer.help.past",
            (name, f"bold {topic_ink(topic)}"),
            (title, ""),
            (" " + bar(met.ratio, drawn) if drawn else " ", topic_ink(topic)),
            (right(view.percent(met.ratio), 5) + " ", "bold"),
            ("".join(pressed), "bold error"),
        )

    def _spent(self, frame: Frame, width: int) -> list[Row]:
        """A heading and the topics that the player spent most time on."""
        spent = np.nan_to_num(self._game.spent)
        leading = [int(topic) for topic in np.argsort(-spent, kind="stable")[:LED] if spent[topic] > 0]
        most = max(float(spent.max()), 0.25)
        made: list[Row] = [(), ((fit(self.say("viewer.past_time"), width), "bold ?viewer.help.time"),)]
        for topic in leading:
            share = float(spent[topic])
            made.append(
                telling(
                    "viewer.help.time",
                    (left(view.topic_word(frame, topic, self.say), NAMED), f"bold {topic_ink(topic)}"),
                    (bar(share / most, max(width - NAMED - 6, 4)), topic_ink(topic)),
                    (right(view.percent(share), 6), "bold"),
                )
            )
        return made + [()] * (LED + 2 - len(made))
