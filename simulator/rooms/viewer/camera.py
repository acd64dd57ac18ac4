"""The close-up of a person whom somebody plays: what is lined up for them, and what the algorithm makes of them."""

from __future__ import annotations

import numpy as np

from simulator.camera.phone import PhoneCamera
from simulator.engine.tick import Engine
from simulator.rooms.viewer.state import PlayerFeed
from simulator.session import View
from simulator.world.words import Words

SHOWN = 12
"""Videos of the line that travel to the screen."""


class PlayerCamera:
    """Looks at `Engine.player`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._phone = PhoneCamera(engine)

    def take(self, view: View, words: Words) -> PlayerFeed:
        player, world = self._engine.player, self._engine.world
        if player is None:
            return PlayerFeed(-1, self._engine.tick, (), np.full(world.topics, np.nan))
        items = player.line.items[0][player.line.items[0] >= 0]
        thinks = world.videos.topics[items].mean(axis=0) if len(items) else np.full(world.topics, np.nan)
        line = self._phone.lined_up(player, words)[:SHOWN]
        return PlayerFeed(player.person, self._engine.tick, line, thinks.astype(np.float64))
