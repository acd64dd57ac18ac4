"""The people: what they like, when they watch, how they react. One row a person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Address, Luck
from simulator.frames import HOURS_PER_DAY
from simulator.settings.tree import PeopleSettings
from simulator.world.twins import Twins

Floats = NDArray[np.float64]
Shares = NDArray[np.float32]

USUAL_VIEWS_PER_DAY = 29.0
USUAL_VIEWS_ON_A_DAY = 66.0
"""On a day on which they watch at all."""
USUAL_SESSION, SHORTEST_SESSION, LONGEST_SESSION = 17.0, 3.0, 40.0
"""Videos in a mean session of somebody usual, and what nobody's mean goes below or above."""

PHASE_SPREAD_H = 2.0

USUAL_CONTENTMENT = 0.67
"""Mean experience, 0..1, of the people of the demo world under its own algorithm."""


@dataclass(slots=True)
class People:
    """Columns over people: a room for everybody who will ever be there.

    `taste`, `fatigue`, `contentment` and `left` change, the rest is inborn.
    """

    innate: Shares
    """(people, topics) shares: the taste they are born with and pull back to."""
    taste: Shares
    """(people, topics) shares: what they like now."""
    fatigue: Shares
    """(people, topics) >= 0: how much they have had enough of a topic."""
    susceptibility: Shares
    """0..1: how far what they enjoy moves their taste."""
    contentment: Shares
    """0..1: running mean of how well they were served lately."""
    arrives: NDArray[np.int32]
    """Hour of arrival; 0 for who is there from the start."""
    left: NDArray[np.int32]
    """Hour in which they left for good; -1 while they have not."""
    active_days: Shares
    """0..1: share of days on which they open the app at all."""
    sessions_per_day: Shares
    """Mean over all days, days off included."""
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

    def here(self, tick: int) -> NDArray[np.bool_]:
        """(people,) who has arrived by this hour and has not left."""
        return (self.arrives <= tick) & (self.left < 0)


def topic_appeal(settings: PeopleSettings, luck: Luck, topics: int) -> Floats:
    """(topics,) logits: how much each topic pleases everybody."""
    return settings.topic_popularity * luck.normal("topic appeal", np.arange(topics))


def born(
    settings: PeopleSettings, luck: Luck, people: int, topics: int, twins: Twins | None = None
) -> People:
    """The people of a new world.

    Tastes are logistic-normal: the softmax of everybody's liking of a topic plus `taste_spread` times a
    normal number of one's own. Activity is logistic-normal too, between 0 and the most: KuaiRec's people differ
    much on the way down and little on the way up (quartiles of 63 days: 883, 1,847 and 2,461 views). Who watches
    more does so on more days, in more sessions and in longer ones. Taste and activity of `twins`, one row a person,
    stand in the place of these.
    """
    who = np.arange(people)
    at = luck.at(who)
    innate = _innate(settings, luck, people, topics) if twins is None else twins.taste
    activity = _activity(settings, at) if twins is None else twins.views_per_day
    active = settings.active_days ** np.sqrt(settings.views_per_day / activity)
    busy = activity / USUAL_VIEWS_PER_DAY
    if twins is not None and twins.active_days is not None:
        active = twins.active_days
        busy = activity / active / USUAL_VIEWS_ON_A_DAY
    session = np.clip(USUAL_SESSION * np.sqrt(busy), SHORTEST_SESSION, LONGEST_SESSION)
    late = at.below(settings.newcomers, "newcomer")
    arrival = 1 + at.uniform("arrival") * settings.newcomers_within_days * HOURS_PER_DAY
    return People(
        innate=innate,
        taste=innate.copy(),
        fatigue=np.zeros((people, topics), dtype=np.float32),
        susceptibility=_susceptibility(settings, at),
        contentment=np.full(people, USUAL_CONTENTMENT, dtype=np.float32),
        arrives=np.where(late, arrival, 0).astype(np.int32),
        left=np.full(people, -1, dtype=np.int32),
        active_days=active.astype(np.float32),
        sessions_per_day=(activity / session).astype(np.float32),
        session_views=session.astype(np.float32),
        phase_h=(PHASE_SPREAD_H * at.normal("phase")).astype(np.float32),
        likes=_readiness(at, "likes"),
        comments=_readiness(at, "comments"),
        shares=_readiness(at, "shares"),
        follows=_readiness(at, "follows"),
    )


def _innate(settings: PeopleSettings, luck: Luck, people: int, topics: int) -> Shares:
    own = luck.normal("innate taste", np.arange(people)[:, None], np.arange(topics)[None, :])
    logits = topic_appeal(settings, luck, topics) + settings.taste_spread * own
    innate = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (innate / innate.sum(axis=1, keepdims=True)).astype(np.float32)


def _activity(settings: PeopleSettings, at: Address) -> Floats:
    """(people,) mean views a day, days off included."""
    most = settings.most_views_per_day
    part = min(settings.views_per_day / most, 1.0)
    if part == 1.0:
        return np.full(at.keys.shape, most)
    logit = np.log(part / (1.0 - part)) + settings.activity_spread * at.normal("activity")
    return most / (1.0 + np.exp(-logit))


def _susceptibility(settings: PeopleSettings, at: Address) -> Shares:
    """Evenly spread around the mean, as wide as 0..1 allows, so that the mean is what the setting says."""
    reach = min(settings.susceptibility, 1.0 - settings.susceptibility)
    return (settings.susceptibility + reach * (2.0 * at.uniform("susceptibility") - 1.0)).astype(np.float32)


def _readiness(at: Address, purpose: str) -> Shares:
    """Log-normal with mean 1: most do it rarely, a few do it all the time."""
    spread = 0.8
    return np.exp(spread * at.normal(purpose) - spread**2 / 2).astype(np.float32)
