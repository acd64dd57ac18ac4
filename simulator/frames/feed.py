"""What one person sees: a phone, its feed, and why each video is on it."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.frames.vitals import Diet, Floats


@dataclass(frozen=True, slots=True)
class PlaceReason:
    """The plain reason of one place in a feed. `app/view.py` makes the sentence."""

    source: int
    """A `recommender.types.Source`."""
    bars: tuple[tuple[str, float], ...] = ()
    """At most three addends of the score, largest first: a name (neighbour, topic) and its share of the score, 0..1."""
    others: int = 0
    """How many further addends there are."""
    moves: tuple[tuple[str, int, int], ...] = ()
    """(stage, place before, place after), 0 the first: what each stage moved; -1 before: the stage brought it in."""
    audience: str = ""
    """Of a video on trial, whom it is tried on: a value of `trial_audience`, or "pool"; "" where that is not known."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One video in somebody's feed, and what they did with it."""

    video: int
    title: str
    tags: tuple[str, ...]
    creator: int
    creator_name: str
    topic: int
    """The leading topic."""
    kind: int
    """Index into `KINDS`."""
    duration_s: float
    watch_s: float
    liked: bool
    commented: bool
    shared: bool
    followed: bool
    disliked: bool
    comment: str
    """What they wrote; empty where they wrote nothing."""
    views: int
    """Totals of the video over all people, up to now."""
    likes: int
    comments: int
    shares: int
    why: PlaceReason


@dataclass(frozen=True, slots=True)
class Phone:
    """The followed person's phone: the feed of the hour they were last online, in order."""

    person: int
    name: str
    online: bool
    """Are they watching in this very hour?"""
    since: int
    """Tick of that feed; -1 if they were never online."""
    items: tuple[FeedItem, ...]
    """Everything watched in that hour, in order, and after it (watch_s 0) up to three videos next in line."""
    watched: int
    """How many of the items were watched; the rest is what would have come next."""
    state: Diet
    effective_topics: float
    relative_entropy: float
    diet: Floats
    """(topics,) shares of recent watch seconds; NaN while nothing was watched."""
    taste: Floats
    """(topics,) shares: what they like now."""
    innate: Floats
    """(topics,) shares: what they are born to like, where taste pulls back to."""
