"""How one creator does, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.frames.vitals import Floats


@dataclass(frozen=True, slots=True)
class TopVideo:
    title: str
    kind: int
    age_h: int
    views: int
    likes: int
    completion: float
    """Share of its views that ran to the end, 0..1; NaN without views."""


@dataclass(frozen=True, slots=True)
class Rival:
    """One row of the creators' table."""

    creator: int
    name: str
    topic: int
    reach: float
    followers: int
    views_day: int


BRAND_PARTS = ("awareness", "linked", "perceived_quality", "loyalty")
"""What the brand index is the mean of, as `Brand.parts` orders them (Aaker 1991)."""

MARKS = ("posted", "viral", "first_follower", "reach", "together", "arrived", "stopped")
"""What a `Mark` may tell of, with its data: a day's videos (how many); a video gone viral (views in the 24 hours
before, its id); the first follower (nothing); a share of all people reached (percent); a much watched video with
another creator (its id, the other's)."""


FUNNEL = ("people", "reached", "effective", "engaged", "followers", "fans")
"""Everyone; saw the creator; saw it three times or more; and liked something; and follows; and liked three or more."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to the followed creator; the catalogue has the words."""

    tick: int
    """The hour in which it happened; of "posted" and "viral" the last of the day that counts."""
    kind: str
    """One of `MARKS`."""
    data: tuple[int, ...] = ()
    name: str = ""
    """Of the other creator, where there is one."""


@dataclass(frozen=True, slots=True)
class Bass:
    """The reach as the spread of a novelty (Bass 1969, see `metrics.diffusion`); all NaN while it is too early."""

    p: float
    """Share of who has not met the creator yet that does so in a day by itself (innovation)."""
    q: float
    """The same that is added where all others have met the creator already (imitation)."""
    m: float
    """Share of all people, 0..1, at which the reach would come to rest."""
    fit: float
    """R squared of the daily reach: 1 is a perfect fit."""


NO_BASS = Bass(*4 * (float("nan"),))


@dataclass(frozen=True, slots=True)
class Brand:
    """How far the followed creator has come."""

    creator: int
    name: str
    topic: int
    rank: int
    """1 is the creator who reached most people."""
    creators: int
    """Those who have posted, and this one: the others are no rivals yet."""
    videos: int
    impressions: int
    reach: float
    """Share of all people who saw the creator at least once, 0..1."""
    effective_reach: float
    """Share of all people who saw the creator three times or more, 0..1 (Krugman 1972)."""
    frequency: float
    """Impressions per person reached; NaN before anyone was."""
    awareness: float
    """Share of people who would still remember the creator now; fades without new impressions, 0..1."""
    trust: float
    """0..1; 0.5 is unproven."""
    followers: int
    share_of_voice: float
    """The creator's share of all views of its topic over the last 24 hours, 0..1; NaN without such views."""
    funnel: tuple[int, ...]
    """People at each of `FUNNEL`, each stage within the one before."""
    tick: NDArray[np.int32]
    """Points of time of the curves, oldest first."""
    reach_curve: Floats
    effective_curve: Floats
    follower_curve: Floats
    top: tuple[TopVideo, ...]
    """Most viewed first, at most eight."""
    rivals: tuple[Rival, ...]
    """The leading creators by reach, at most ten, and the followed one among them or last."""
    index: float = float("nan")
    """Brand index 0..100: the mean of `parts` times 100 (`metrics.brand_equity`); NaN before anyone was reached."""
    linked: float = float("nan")
    """Associations as a part of the index, 0..1: sqrt(strength * uniqueness) (Keller 1993)."""
    strength: float = float("nan")
    """How much of its videos is left in the mind of a person reached, 0..1; one watched in full leaves 1/2."""
    uniqueness: float = float("nan")
    """How far what people link it to is from the mean of the other creators, 0 the same .. 1 nothing in common."""
    associations: Floats = field(default_factory=lambda: np.empty(0))
    """(topics,) shares of what people link the creator to; NaN while nothing is."""
    perceived_quality: float = float("nan")
    """Mean over recent views of the share watched, at most 1, likes as 1; 0..1. Not trust."""
    loyalty: float = float("nan")
    """Mean of the shares of people reached who liked, who follow, who follow and have shared; 0..1."""
    advocates: int = 0
    """People who follow and have shared a video at least once. Not a stage of the funnel: not all of them are fans."""
    bass: Bass = NO_BASS
    marks: tuple[Mark, ...] = ()
    """What happened when, oldest first; "posted" for the last days only."""

    @property
    def parts(self) -> tuple[float, ...]:
        """The four of `BRAND_PARTS`, 0..1 each."""
        return self.awareness, self.linked, self.perceived_quality, self.loyalty

    @property
    def links(self) -> tuple[tuple[int, float], ...]:
        """(topic, share) of the associations that come first, at most three; none while there are none."""
        order = np.argsort(-self.associations, kind="stable")[:3].tolist()
        return tuple(
            (topic, float(self.associations[topic])) for topic in order if self.associations[topic] > 0
        )
