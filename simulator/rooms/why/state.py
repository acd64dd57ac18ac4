"""What the why room needs of the world: one place of the followed person's feed, explained to the end."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.frames import CloseUp

TITLES = 3
"""Of a neighbour so many videos are told that both watched."""


@dataclass(frozen=True, slots=True)
class WhyPart:
    """One addend of the score that speaks for the video."""

    label: str
    """What it is called: a person, a topic, a video, a tag, a creator; "" for what is no one's in particular."""
    share: float
    """Its part of all that speaks for the video, 0..1."""
    weight: float
    """What it was weighted by: a neighbour's likeness, a topic's share; NaN where there is none."""
    topic: int
    """The topic or the video's leading topic; -1 where it is something else."""
    titles: tuple[str, ...] = ()
    """Of a neighbour: videos that both watched, those that tie them most first."""


@dataclass(frozen=True, slots=True)
class Instead:
    """What would have stood in this place otherwise."""

    without: str
    """"stages", "person" (without the neighbour `name`), or "method" (under the algorithm `name`)."""
    name: str
    video: int
    """-1 where nothing would have come."""
    title: str
    topic: int
    same: bool
    """Is it the very video that came?"""


@dataclass(frozen=True, slots=True)
class WhyCloseUp(CloseUp):
    """Attended to as "why", about a video of the followed person's feed and its place there."""

    person: int
    video: int
    served: bool
    """True: as it was when the feed was made. False: as the algorithm sees it now, since nobody looked then."""
    place: int
    """Place in the feed as it was made, 0 the first; -1 where that is not known."""
    source: int
    """A `recommender.types.Source`."""
    score: float
    """The sum of all addends, in the method's own unit."""
    parts: tuple[WhyPart, ...]
    """At most five, largest first."""
    others: int
    """How many more speak for it."""
    others_share: float
    """And their part of all that speaks for it, 0..1; with those of `parts` it makes 1."""
    against: float
    """What speaks against it, over all that speaks for it."""
    moves: tuple[tuple[str, int, int], ...]
    """(stage, place before, place after) as in `frames.Why`."""
    instead: tuple[Instead, ...]
    """Worked out when the feed was made, from what was known then; empty where nobody looked then."""
