"""Turning points in words. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rich.cells import cell_len

from simulator.app import view
from simulator.app.kit.table import SHORTEST
from simulator.app.kit.text import shortened
from simulator.frames import HOURS_PER_DAY, Frame, Turn
from simulator.locale import Wording

FEWEST = 16
"""Cells of a title or name that stay before the sentence about it gets shorter."""


def newest(frame: Frame) -> Turn | None:
    """The newest turning point, unless it is older than a day."""
    turn = frame.turns[0] if frame.turns else None
    return turn if turn is not None and frame.tick - turn.tick < HOURS_PER_DAY else None


def stopping(frame: Frame) -> tuple[Turn, Frame] | None:
    """The turning point at which time stands still now, and the world it happened in."""
    if frame.stops and frame.paused:
        for world in (frame, frame.twin):
            if world is not None and world.turns and world.turns[0].tick == frame.tick:
                return world.turns[0], world
    return None


def sentence(turn: Turn, frame: Frame, say: Wording, form: str = "") -> str:
    """What happened, in one sentence, with `form` "short." in few words; `frame` is of the world it happened in."""
    topic = view.topic_word(frame, turn.topic, say)
    return say(f"turns.{form}{turn.kind}", name=turn.name, topic=topic, share=view.percent(turn.share))


def told(turn: Turn, world: Frame, frame: Frame, say: Wording, form: str = "") -> str:
    """The sentence, with a word that says so if it happened in the frame's twin."""
    text = sentence(turn, world, say, form)
    return text if world is frame else say(f"turns.{form}there", text=text)


def fitted(turn: Turn, world: Frame, frame: Frame, say: Wording, fits: Callable[[str], bool]) -> str:
    """What `told` says, in a form that fits: names and titles give way before what happened does."""
    text = ""
    for form, fewest in (("", FEWEST), ("short.", SHORTEST)):
        for room in range(max(cell_len(turn.name), fewest), fewest - 1, -1):
            text = told(replace(turn, name=shortened(turn.name, room)), world, frame, say, form)
            if fits(text):
                return text
    return text


def within(turn: Turn, world: Frame, frame: Frame, say: Wording, width: int) -> str:
    """What `told` says in so many cells."""
    return shortened(fitted(turn, world, frame, say, lambda text: cell_len(text) <= width), width)
