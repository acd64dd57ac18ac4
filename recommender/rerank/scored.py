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
    return _sent_back(slate, settings, at)[0]


def aversion(slate: Slate, settings: Negative, at: Moment) -> Floats:
    """(users, m) 0 or more, 0 in empty places; see `negative`."""
    return _sent_back(slate, settings, at)[1]


def _sent_back(slate: Slate, settings: Negative, at: Moment) -> tuple[Slate, Floats]:
    """What `negative` and `aversion` give."""
    catalogue, found = at.memory.catalogue, np.zeros(slate.items.shape)
    refused, ticks = at.memory.refusals.of(slate.users)
    if not refused.shape[1]:
        return slate, found
    fresh = np.exp2(np.maximum(at.tick - ticks, 0) / -settings.half_life_h)
    items, scores, source = slate.items.copy(), slate.scores.copy(), slate.source.copy()
    disliked, key = np.empty(int(catalogue.topics.shape[1])), np.empty(int(items.shape[1]))
    _send_back(
        refused, fresh, catalogue.creator, catalogue.topics, catalogue.sole, settings.topics, settings.strength,
        disliked, key, found, items, scores, source,
    )  # fmt: skip
    return Slate(slate.users, items, scores, source), found


@compiled
def _send_back(
    refused: Ids,
    fresh: Floats,
    creator: Ids,
    topics: NDArray[np.float32],
    sole: Ids,
    weight: float,
    strength: float,
    disliked: Floats,
    key: Floats,
    found: Floats,
    items: Ids,
    scores: Floats,
    source: NDArray[np.uint8],
) -> None:
    """See `negative`; `refused` and how `fresh` each is (users, any), `disliked` (topics,) and `key` (m,) are room.
    Added refusal by refusal and topic by topic, so that nobody's sum depends on how many others have refused."""
    m = items.shape[1]
    for u in range(len(items)):
        many = 0
        while many < refused.shape[1] and refused[u, many] != NO_ITEM:
            many += 1
        if not many:
            continue
        for t in range(len(disliked)):
            disliked[t] = 0.0
        for d in range(many):
            if sole[refused[u, d]] >= 0:
                disliked[sole[refused[u, d]]] += fresh[u, d]
                continue
            for t in range(len(disliked)):
                disliked[t] += fresh[u, d] * topics[refused[u, d], t]
        for c in range(m):
            item, score, why = items[u, c], scores[u, c], source[u, c]
            own = -np.inf
            if item != NO_ITEM:
                for d in range(many):
                    if creator[item] == creator[refused[u, d]]:
                        found[u, c] += fresh[u, d]
                overlap = 0.0
                if sole[item] >= 0:
                    overlap = disliked[sole[item]]
                else:
                    for t in range(len(disliked)):
                        overlap += topics[item, t] * disliked[t]
                found[u, c] += weight * overlap
                own = (1.0 - c / m) * (1.0 / (1.0 + strength * found[u, c]))
            place = c  # the earlier place first among equals
            while place > 0 and key[place - 1] < own:
                key[place], items[u, place] = key[place - 1], items[u, place - 1]
                scores[u, place], source[u, place] = scores[u, place - 1], source[u, place - 1]
                place -= 1
            key[place], items[u, place], scores[u, place], source[u, place] = own, item, score, why


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
