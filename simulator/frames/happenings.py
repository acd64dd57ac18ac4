"""What goes on: comments, trends, live streams, turning points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on the ticker."""

    tick: int
    person: int
    name: str
    creator: int
    creator_name: str
    topic: int
    text: str


@dataclass(frozen=True, slots=True)
class HotTrend:
    """A hashtag or challenge that runs."""

    tag: str
    """Without "#"."""
    topic: int
    """What a hashtag is about, and where a challenge began."""
    challenge: bool
    """Open to videos on any topic; a hashtag keeps to its own."""
    age_h: int
    heat: float
    """How much it is the talk of the day, 0..1."""
    videos: int
    """Videos that joined, and their views, so far."""
    views: int


@dataclass(frozen=True, slots=True)
class Live:
    """A creator who was live in the last hour."""

    creator: int
    name: str
    topic: int
    viewers: int
    """People who came in."""
    minutes: float
    """Watched by all of them together."""
    gifts: int
    comments: int


TURNS = ("viral", "cocoons_up", "cocoons_down", "island", "island_gone", "falls", "leaves", "newcomer")
"""Kinds of turning points; `camera.turning` says the rule of each."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point: something worth stopping time for. What does not apply has its default."""

    tick: int
    """The `Frame.tick` at which it was noticed."""
    kind: str
    """One of `TURNS`."""
    subject: int = -1
    """The video, person or creator it is about; for islands the topic."""
    name: str = ""
    """Of that person or creator; of a video its title."""
    topic: int = -1
    share: float = 0.0
    """0..1: of people who saw it, are on the island, are in a cocoon."""
