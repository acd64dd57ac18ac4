"""The cocoon map with the player on it: where somebody stands who is shown what they were shown, video by video."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from textual.geometry import Size

from simulator.app import view
from simulator.app.kit.rows import Row, telling
from simulator.app.kit.text import middle
from simulator.app.widgets.cocoon_map import TRAIL, CocoonMap
from simulator.frames import Crowd, Frame
from simulator.rooms.viewer.game import FIRST, ViewerGame


class PlayerMap(CocoonMap):
    """`look` hands over the frame and the player's game together; the other dots are people as ever."""

    ABOUT = ("viewer.help.dot", "map.dot", "map.middle", "map.colour")

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self._game = ViewerGame(2)

    def look(self, frame: Frame, game: ViewerGame) -> None:
        """Show how this game stands."""
        self._game = game
        x, y = game.ways
        self.show(replace(frame, crowd=_among(frame.crowd, frame.phone.person, float(x[-1]), float(y[-1]))))

    def called(self, frame: Frame) -> str:
        del frame
        return self.say("viewer.you")

    def titles(self, frame: Frame) -> tuple[str, str]:
        return self.say("viewer.map"), super().titles(frame)[1]

    def _due(self, frame: Frame) -> bool:
        """With reduced motion the player's dot still moves after each video: that is what one looks for."""
        del frame
        return True

    def _remember(self, frame: Frame) -> None:
        """The way of the player, a place a video."""
        self._followed = frame.phone.person
        x, y = self._game.ways
        self._trail.clear()
        self._trail.extend((place, float(x[place]), float(y[place])) for place in range(len(x))[-TRAIL:])


class PlayerCard(PlayerMap):
    """What somebody can send: how many videos, how much of them was what, and where that leads."""

    def titles(self, frame: Frame) -> tuple[str, str]:
        return "feedscope", view.algorithm_name(frame.algorithm, self.say)

    @property
    def room(self) -> Size:
        width, height = self.size
        return Size(width, max(height - HEAD, 0))

    def draw(self, frame: Frame) -> list[Row]:
        width, say, game = self.size.width, self.say, self._game
        mirror = game.mirror
        if mirror is None:
            return []
        word = view.topic_word(frame, int(game.mixes[-1].argmax()), say)
        share = view.percent(float(game.mixes[-1].max()))
        head = say("viewer.card.head", n=min(len(game.met), FIRST), share=share, topic=word)
        width_of = say("viewer.card.width", n=view.decimal(game.width), of=len(frame.topics))
        rows = [
            telling("viewer.help.width", (middle(head, width), "bold accent")),
            telling("viewer.help.width", (middle(width_of, width), "bold")),
        ]
        return [*rows[:HEAD], *super().draw(frame)]


HEAD = 2
"""Rows above the card's map."""


def _among(crowd: Crowd, person: int, x: float, y: float) -> Crowd:
    """The crowd with this person at this place."""
    mine = crowd.person == person
    return replace(
        crowd,
        x=np.where(mine, np.float32(x), crowd.x).astype(np.float32),
        y=np.where(mine, np.float32(y), crowd.y).astype(np.float32),
    )
