"""How a log and a world of twins of its people compare: the same figures of both, counted in the same way.

    views a day     views of each person / days
    topics          share of all views that is of each topic
    popularity      views of each item that was shown at all, and those of them that went on to the end

How far the appeal of items differs, in logits, is told by what the rows of a log are:

    ratings, bare rows   chosen by people. If these choose by appeal, an item's share of all choices goes with
                         exp(appeal) (the multinomial logit: McFadden 1974), so that appeal differs by the standard
                         deviation of the log of popularity, the luck of few views taken out by the moments of a Poisson
                         count with log-normal means: ln(1 + (var(n) - mean(n)) / mean(n)^2) ^ 1/2, n views an item
    watch times          shown by a feed, which made them many or few: what counts is how they went. What an item adds
                         to how much a view pleased, min(watch ratio, 1)^4 less the mean of the person, is a variance
                         component (one-way analysis of variance, unequal groups: Searle 1971), here over p (1 - p),
                         the slope of a logistic curve at the mean p

What others chose sways choices too (Salganik, Dodds, Watts 2006, Science 311), so the first is at most; tastes blur how
views go, so the second is rather at least.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator.frames import HOURS_PER_DAY
from simulator.laws import posting
from simulator.metrics.inequality import gini, top_share
from simulator.settings.files import override
from simulator.settings.tree import Settings
from simulator.world import state
from simulator.world.state import COMPLETE

if TYPE_CHECKING:
    from recommender.datasets import Log
    from simulator.engine.tick import Engine

Floats = NDArray[np.float64]

MOST_WEIGHT = 10.0
"""The most that `behaviour.quality` may be."""


@dataclass(frozen=True, slots=True)
class LikenessFigures:
    """What is compared. NaN where it is undefined."""

    mean_views: float
    """Views of a person a day."""
    median_views: float
    topics: tuple[float, ...]
    """Share of all views that is of each topic; sums to 1."""
    items: int
    """Of those that anybody was shown."""
    appeal_spread: float
    """Standard deviation over items of inborn appeal, in logits."""
    views_gini: float
    """Inequality of views among items, 0..1."""
    views_top_tenth: float
    """Share of views that go to the leading tenth of items."""
    ends_gini: float
    """The same of views to the end."""
    ends_top_tenth: float


def figures(
    views_per_day: Floats, topics: Floats, views: Floats, ends: Floats, appeal_spread: float
) -> LikenessFigures:
    """Of (people,) views a day, (topics,) views, and of each item, views and views to the end."""
    shown = views > 0
    return LikenessFigures(
        mean_views=float(views_per_day.mean()),
        median_views=float(np.median(views_per_day)),
        topics=tuple((topics / max(topics.sum(), 1e-12)).tolist()),
        items=int(shown.sum()),
        appeal_spread=appeal_spread,
        views_gini=gini(views[shown]),
        views_top_tenth=top_share(views[shown]),
        ends_gini=gini(ends[shown]),
        ends_top_tenth=top_share(ends[shown]),
    )


def of_log(log: Log, shares: Floats, pleased: Floats, views_per_day: Floats) -> LikenessFigures:
    """Of a log: (items, topics) shares; (events,) how much each view pleased, 0..1; (people,) their views a day."""
    happened = log.interactions()
    ends = happened.watch_s >= COMPLETE * happened.duration_s
    views, ended = (
        np.bincount(of, minlength=len(shares)).astype(np.float64) for of in (log.item, log.item[ends])
    )
    shown = log.rating is None and (log.watch_s is not None or log.watch_ratio is not None)
    spread = spread_of_showings(log.user, log.item, pleased) if shown else spread_of_choices(views)
    return figures(views_per_day, views @ shares, views, ended, spread)


def of_world(engine: Engine) -> LikenessFigures:
    """Of a world since its first hour."""
    world = engine.world
    videos, days = world.videos, max(engine.tick, 1) / HOURS_PER_DAY
    views = videos.total("views").astype(np.float64)
    ends = videos.total("completions").astype(np.float64)
    seen = world.bonds.exposures_by_person() / days
    spread = world.settings.behaviour.quality * float(videos.quality.std())
    return figures(seen, views @ videos.topics.astype(np.float64), views, ends, spread)


def spread_of_choices(views: Floats) -> float:
    """Standard deviation of the log of popularity over items; see the module."""
    mean = float(views.mean())
    return float(np.sqrt(np.log1p(max(float(views.var()) - mean, 0.0) / mean**2)))


def spread_of_showings(user: NDArray[np.integer], item: NDArray[np.integer], pleased: Floats) -> float:
    """Standard deviation over items of what they add to how much a view pleases, in logits; see the module."""
    mean, total = float(pleased.mean()), len(pleased)
    times = np.bincount(item).astype(np.float64)
    items = int((times > 0).sum())
    if not 0.0 < mean < 1.0 or not 1 < items < total:
        return 0.0
    own = np.bincount(user, pleased) / np.maximum(np.bincount(user), 1)
    rest = pleased - own[user]
    sums = np.bincount(item, rest)
    held = float((sums[times > 0] ** 2 / times[times > 0]).sum())
    within = (float((rest**2).sum()) - held) / (total - items)
    between = (held - float(rest.sum()) ** 2 / total) / (items - 1)
    usual = (total - float((times**2).sum()) / total) / (items - 1)
    return float(np.sqrt(max(between - within, 0.0) / usual)) / (mean * (1.0 - mean))


def weight_of_quality(settings: Settings, spread: float) -> float:
    """The `behaviour.quality` with which the appeal of videos of such a world differs by `spread` logits (standard
    deviation), or as near to it as may be."""
    world = state.born(override(settings, {"world.people": 1, "twins.log": ""}))
    quality = posting.backlog(world).quality
    if len(quality) == 0 or not quality.std() > 0:
        return settings.behaviour.quality
    return min(spread / float(quality.std()), MOST_WEIGHT)
