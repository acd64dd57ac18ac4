"""Turning points in words. Pure."""

from __future__ import annotations

from simulator.app import view
from simulator.frames import HOURS_PER_DAY, Frame, Turn
from simulator.locale import Catalogue


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


def sentence(turn: Turn, frame: Frame, say: Catalogue) -> str:
    """What happened, in one sentence; `frame` is of the world it happened in."""
    topic = view.topic_word(frame, turn.topic, say)
    return say(f"turns.{turn.kind}", name=turn.name, topic=topic, share=view.percent(turn.share))


def told(turn: Turn, world: Frame, frame: Frame, say: Catalogue) -> str:
    """The sentence, with a word that says so if it happened in the frame's twin."""
    text = sentence(turn, world, say)
    return text if world is frame else say("turns.there", text=text)
