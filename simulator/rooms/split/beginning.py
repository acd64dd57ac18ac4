"""Which two worlds the app opens on, and how fast their hours pass."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from simulator.frames.figures import HOURS_PER_DAY

if TYPE_CHECKING:
    from simulator.frames import Frame
    from simulator.session import Command

RIGHT = "user-cf"
"""The method of the world in the settings, drawn on the right: the one that this project is about."""
OTHER = "random"
"""The method of the twin, drawn on the left: a world in which nobody chooses."""
SPEED = 12.0
"""Hours a second until both have parted."""
CALM_SPEED = 2.0
"""And afterwards, while somebody reads."""
PARTED_H = 7 * HOURS_PER_DAY
"""Hours after which the question is asked, unless a key asks for it before."""
LAST_H = 60 * HOURS_PER_DAY
"""Nobody looks any more: both stand still from this hour on."""


def settings() -> dict[str, object]:
    """Plain settings of the world on the right."""
    text = files("simulator.rooms.split").joinpath("world.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def people() -> int:
    """How many live on either side."""
    world = cast("Mapping[str, int]", settings()["world"])
    return world["people"]


def part() -> list[Command]:
    """What makes two worlds of one, and lets them live."""
    from simulator.session import Fork, Pause, Speed, Until  # the first frame needs none of them

    return [Fork(OTHER), Speed(SPEED), Until(LAST_H), Pause(False)]


def apart_h(frame: Frame) -> int:
    """Hours since they parted; 0 before that."""
    return frame.tick - frame.forked if frame.twin is not None else 0
