"""Stages that weigh every candidate by itself: quality floor, freshness, popularity, fairness, curiosity,
negative feedback."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.methods.fill import Draft, newest
from recommender.rerank.gamma import beta
from recommender.rerank.moment import Moment, by, filled, worth
from recommender.rerank.settings import (
    Curiosity,
    Fairness,
    Freshness,
    Negative,
    PopularityDiscount,
    QualityFloor,
)
from recommender.types import NO_ITEM, Floats, Ids, Slate, Source

_MOST_LACK = 16.0
"""However little a creator was shown, its videos count at most so many times."""


def quality_floor(slate: Slate, settings: QualityFloor, at: Moment) -> Slate:
    """Candidates of which fewer views than `least` ran to the end go behind the others."""
    views, completions, _ = _recent(slate, at)
    poor = (views >= settings.views) & (completions < settings.least * views)
    return by(slate, worth(slate) - 2.0 * poor)


def freshness(slate: Slate, settings: Freshness, at: Moment) -> Slate:
    """worth * 2**(-age / half_life_h)."""
    age = np.maximum(at.tick - at.memory.catalogue.published[filled(slate)], 0)
    return by(slate, worth(slate) * np.exp2(-age / settings.half_life_h))


def popularity_discount(slate: Slate, settings: PopularityDiscount, at: Moment) -> Slate:
    """worth * (1 + viewers)**-strength (Abdollahpouri, Burke, Mobasher 2019, among others)."""
    viewers = at.memory.viewers[filled(slate)].astype(np.float64)
    return by(slate, worth(slate) * (1.0 + viewers) ** -settings.strength)


def fairness(slate: Slate, settings: Fairness, at: Moment) -> Slate:
    """worth * ((1 + mean exposure) / (1 + own exposure))**strength, exposure: a creator's recent views.

    Amortised: what a creator lacks now is made up in later slates (Biega, Gummadi, Weikum 2018, Equity of
    attention), since exposure counts what was shown over the last days.
    """
    creator = at.memory.catalogue.creator
    exposure = np.bincount(creator, weights=at.memory.trending(at.tick))
    posting = np.bincount(creator) > 0
    mean = exposure[posting].mean()
    lack = np.minimum(((1.0 + mean) / (1.0 + exposure)) ** settings.strength, _MOST_LACK)
    return by(slate, worth(slate) * lack[creator[filled(slate)]])


def curiosity(slate: Slate, settings: Curiosity, at: Moment) -> Slate:
    """worth + strength * bonus, with the newest unseen videos among the candidates as well.

    Of a video n recent views are known, c of them to the end. "ucb": the bonus is (1 + c) / (2 + n) +
    sqrt(2 ln(1 + N) / (1 + n)), N the recent views of all videos (Auer, Cesa-Bianchi, Fischer 2002).
    "thompson": a draw from Beta(1 + c, 1 + n - c) for person, video and hour (Thompson 1933).
    """
    slate = _with_newest(slate, at)
    views, completions, everything = _recent(slate, at)
    if settings.how == "ucb":
        bonus = (1.0 + completions) / (2.0 + views)
        bonus += np.sqrt(2.0 * np.log1p(everything) / (1.0 + views))
    else:
        rest = np.maximum(views - completions, 0.0)
        who = slate.users[:, None], filled(slate), at.tick
        bonus = beta(1.0 + completions, 1.0 + rest, at.chance, "curiosity", *who)
    return by(slate, worth(slate) + settings.strength * bonus)


def negative(slate: Slate, settings: Negative, at: Moment) -> Slate:
    """worth / (1 + strength * aversion), with of user u to item i

        aversion = sum over what u refused, d, of 2**(-age / half_life_h) * (same creator + topics * overlap)

    where same creator is 1 or 0, the overlap of i and d the sum over topics of the product of their shares, and the
    age in hours. Whoever refused nothing keeps the slate as it is.
    """
    rows = np.flatnonzero(at.memory.refusals.any(slate.users))
    if not len(rows):
        return slate
    part = Slate(slate.users[rows], slate.items[rows], slate.scores[rows], slate.source[rows])
    weight = 1.0 / (1.0 + settings.strength * aversion(part, settings, at))
    part = by(part, worth(part) * weight)
    items, scores, source = slate.items.copy(), slate.scores.copy(), slate.source.copy()
    items[rows], scores[rows], source[rows] = part.items, part.scores, part.source
    return Slate(slate.users, items, scores, source)


def aversion(slate: Slate, settings: Negative, at: Moment) -> Floats:
    """(users, m) 0 or more; see `negative`."""
    catalogue = at.memory.catalogue
    refused, ticks = at.memory.refusals.of(slate.users)
    age = np.maximum(at.tick - ticks, 0)
    fresh = np.where(refused == NO_ITEM, 0.0, np.exp2(-age / settings.half_life_h))
    refused = np.maximum(refused, 0)
    items = filled(slate)
    found = np.zeros(items.shape)
    _averse(items, refused, fresh, catalogue.creator, catalogue.topics, settings.topics, found)
    return found


@compiled
def _averse(
    items: Ids,
    refused: Ids,
    fresh: Floats,
    creator: Ids,
    topics: NDArray[np.float32],
    weight: float,
    found: Floats,
) -> None:
    """See `aversion`; `refused` and how `fresh` each is (users, any). Added refusal by refusal and topic by topic, so
    that nobody's sum depends on how many others have refused."""
    for u in range(len(items)):
        disliked = np.zeros(topics.shape[1])
        for d in range(refused.shape[1]):
            if fresh[u, d] > 0.0:
                for t in range(len(disliked)):
                    disliked[t] += fresh[u, d] * topics[refused[u, d], t]
                for c in range(items.shape[1]):
                    if creator[items[u, c]] == creator[refused[u, d]]:
                        found[u, c] += fresh[u, d]
        for c in range(items.shape[1]):
            overlap = 0.0
            for t in range(len(disliked)):
                overlap += topics[items[u, c], t] * disliked[t]
            found[u, c] += weight * overlap


def _recent(slate: Slate, at: Moment) -> tuple[Floats, Floats, float]:
    """(users, m) recent views and views to the end of the candidates, and the views of all videos."""
    items = filled(slate)
    views = at.memory.trending(at.tick)
    completions = at.memory.trend.at(at.tick, at.memory.items, "completions")
    return views[items], completions[items], float(np.add.accumulate(views)[-1]) if len(views) else 0.0


def _with_newest(slate: Slate, at: Moment) -> Slate:
    """The slate with as many of the newest unseen videos behind it as there are places to see."""
    draft = Draft(slate.users, at.places, slate.items)
    draft.fill(newest(at.memory), at.memory.seen, Source.CURIOSITY)
    return Slate(
        slate.users,
        np.concatenate((slate.items, draft.items), axis=1),
        np.concatenate((slate.scores, draft.scores), axis=1),
        np.concatenate((slate.source, draft.source), axis=1),
    )
