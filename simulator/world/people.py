"""The people: what they like, when they watch, how they react. One row a person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.config import PeopleSettings
from simulator.luck import Address, Luck

Floats = NDArray[np.float64]
Shares = NDArray[np.float32]

LONGEST_SESSION = 40.0


@dataclass(slots=True)
class People:
    """Columns over people. `taste` and `fatigue` change every tick, the rest is inborn."""

    innate: Shares
    """(people, topics) shares: the taste they are born with and pull back to."""
    taste: Shares
    """(people, topics) shares: what they like now."""
    fatigue: Shares
    """(people, topics) >= 0: how much they have had enough of a topic."""
    susceptibility: Shares
    """0..1: how far what they enjoy moves their taste."""
    sessions_per_day: Shares
    session_views: Shares
    """Videos of a mean session, which lasts at most an hour."""
    phase_h: Shares
    """Hours by which their day runs late."""
    likes: Shares
    comments: Shares
    shares: Shares
    follows: Shares
    """How readily they do each, relative to a mean person."""

    def __len__(self) -> int:
        return len(self.susceptibility)


def topic_appeal(settings: PeopleSettings, luck: Luck, topics: int) -> Floats:
    """(topics,) logits: how much each topic pleases everybody."""
    return settings.topic_popularity * luck.normal("topic appeal", np.arange(topics))


def born(settings: PeopleSettings, luck: Luck, people: int, topics: int) -> People:
    """The people of a new world.

    Tastes are logistic-normal: the softmax of everybody's liking of a topic plus `taste_spread` times a
    normal number of one's own. Activity is log-normal, capped; a session grows with the square root of it.
    """
    who = np.arange(people)
    at = luck.at(who)
    own = luck.normal("innate taste", who[:, None], np.arange(topics)[None, :])
    logits = topic_appeal(settings, luck, topics) + settings.taste_spread * own
    innate = np.exp(logits - logits.max(axis=1, keepdims=True))
    innate = (innate / innate.sum(axis=1, keepdims=True)).astype(np.float32)

    median, cap = settings.views_per_day, settings.most_views_per_day
    activity = np.minimum(median * np.exp(settings.activity_spread * at.normal("activity")), cap)
    session = np.clip(12.0 * np.sqrt(activity / 42.0), 3.0, LONGEST_SESSION)
    return People(
        innate=innate,
        taste=innate.copy(),
        fatigue=np.zeros((people, topics), dtype=np.float32),
        susceptibility=_susceptibility(settings, at),
        sessions_per_day=(activity / session).astype(np.float32),
        session_views=session.astype(np.float32),
        phase_h=(2.5 * at.normal("phase")).astype(np.float32),
        likes=_readiness(at, "likes"),
        comments=_readiness(at, "comments"),
        shares=_readiness(at, "shares"),
        follows=_readiness(at, "follows"),
    )


def _susceptibility(settings: PeopleSettings, at: Address) -> Shares:
    """Evenly spread around the mean, as wide as 0..1 allows, so that the mean is what the setting says."""
    reach = min(settings.susceptibility, 1.0 - settings.susceptibility)
    return (settings.susceptibility + reach * (2.0 * at.uniform("susceptibility") - 1.0)).astype(np.float32)


def _readiness(at: Address, purpose: str) -> Shares:
    """Log-normal with mean 1: most do it rarely, a few do it all the time."""
    spread = 0.8
    return np.exp(spread * at.normal(purpose) - spread**2 / 2).astype(np.float32)
