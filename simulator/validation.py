"""The synthetic world beside figures of real platforms: what to compare with, and what a run measured.

A `Tally` watches a run; `figures` turns the tallies of a world under its own algorithm and under random into numbers;
`TARGETS` says what each should be, within which tolerance, and where that is known from. Nothing here touches a
world. KuaiRec is Gao et al. (CIKM 2022), its own statistics notebook; tolerances are about a tenth of the figure's
scale, wider where only a band is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.frames import HOURS_PER_DAY
from simulator.metrics import inequality
from simulator.world.state import COMPLETE
from simulator.world.videos import Videos

Floats = NDArray[np.float64]

KUAIREC_DAYS = 63
HIGHEST_RATIO = 5.0
"""KuaiRec's statistics leave out views above it."""

KUAIREC = "KuaiRec, its statistics notebook"
KUAIREC_SMALL = "KuaiRec, everybody shown every video"
REPORTED = "reported by practitioners"

ACTS = ("liked", "commented", "shared", "followed")


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be."""

    key: str
    """Of `figures`."""
    what: str
    low: float
    high: float
    source: str
    goal: float | None = None
    """The figure itself, where one is known and not a band; in the middle of low..high."""
    weight: float = 1.0
    """Of its squared error when fitting."""
    percent: bool = False

    def passes(self, measured: float) -> bool:
        return self.low <= measured <= self.high

    def error(self, measured: float) -> float:
        """How many tolerances the figure lies from its goal, or tenths of its width outside its band."""
        if self.goal is None:
            return 10.0 * (measured - float(np.clip(measured, self.low, self.high))) / (self.high - self.low)
        return (measured - self.goal) / (self.high - self.goal)


def _near(
    key: str, what: str, goal: float, tolerance: float, source: str = KUAIREC, weight: float = 1.0
) -> Target:
    return Target(key, what, goal - tolerance, goal + tolerance, source, goal, weight)


def _band(
    key: str, what: str, low: float, high: float, source: str = REPORTED, percent: bool = False
) -> Target:
    return Target(key, what, low, high, source, percent=percent)


TARGETS = (
    _near("ratio_mean", "watch ratio, mean", 0.85, 0.085),
    _near("ratio_sd", "watch ratio, standard deviation", 0.72, 0.07),
    _near("ratio_q1", "watch ratio, lower quartile", 0.31, 0.06),
    _near("ratio_q2", "watch ratio, median", 0.72, 0.08),
    _near("ratio_q3", "watch ratio, upper quartile", 1.16, 0.08),
    _band("humps", "watch ratios around 1 over those half way (density)", 1.5, 5.0, "KuaiRec: two humps"),
    _near("random_mean", "watch ratio without choice, mean", 0.86, 0.085, KUAIREC_SMALL, 0.1),
    _near("random_sd", "watch ratio without choice, standard deviation", 0.60, 0.07, KUAIREC_SMALL, 0.1),
    _near("random_q1", "watch ratio without choice, lower quartile", 0.47, 0.06, KUAIREC_SMALL, 0.1),
    _near("random_q2", "watch ratio without choice, median", 0.77, 0.08, KUAIREC_SMALL, 0.1),
    _near("random_q3", "watch ratio without choice, upper quartile", 1.11, 0.08, KUAIREC_SMALL, 0.1),
    _near("duration_mean", "video duration, mean (s)", 14.6, 1.5),
    _near("duration_q1", "video duration, lower quartile (s)", 7.4, 0.4),
    _near("duration_q2", "video duration, median (s)", 9.6, 0.5),
    _near("duration_q3", "video duration, upper quartile (s)", 12.2, 0.6),
    _near("duration_longest", "video duration, longest (s)", 315.0, 15.0),
    _near("topics_mean", "topics of a video, mean", 1.18, 0.03),
    _near("topics_most", "topics of a video, most", 4.0, 0.5),
    _near("day_mean", "views of a person and active day, mean", 67.0, 7.0),
    _near("day_sd", "views of a person and active day, standard deviation", 79.0, 12.0),
    _near("day_q1", "views of a person and active day, lower quartile", 19.0, 4.0),
    _near("day_q2", "views of a person and active day, median", 42.0, 5.0),
    _near("day_q3", "views of a person and active day, upper quartile", 83.0, 9.0),
    _near("person_mean", "views of a person in 63 days, mean", 1746.0, 175.0),
    _near("person_q1", "views of a person in 63 days, lower quartile", 883.0, 175.0),
    _near("person_q2", "views of a person in 63 days, median", 1847.0, 185.0),
    _near("person_q3", "views of a person in 63 days, upper quartile", 2461.0, 245.0),
    _band("liked", "views that earn a like", 0.01, 0.04, percent=True),
    _band("commented", "views that earn a comment", 0.001, 0.005, percent=True),
    _band("shared", "views that are shared", 0.001, 0.005, percent=True),
    _band("followed", "views that win a follower", 0.001, 0.005, percent=True),
    _band(
        "popular_complete", "popular videos: views to the end", 0.35, 0.55, "KuaiRec's example video", percent=True
    ),
    _band(
        "popular_glance", "popular videos: left within 3 s", 0.10, 0.30, "KuaiRec's example video", percent=True
    ),
    _band(
        "completion_fall", "completion of the longest quarter over that of the shortest", 0.2, 0.9,
        "D2Q, KDD 2022: falls with duration",
    ),
    _band(
        "watch_growth", "watch time's growth with duration (elasticity)", 0.3, 0.95, "D2Q, KDD 2022: rises, but less"
    ),
    _band(
        "popularity", "views that go to the leading tenth of videos", 0.5, 0.9,
        "Cha et al., IMC 2007: YouTube, nearly 80 %", percent=True,
    ),
    _band("popularity_gini", "inequality of views among videos (Gini)", 0.6, 0.95, "Cha et al., IMC 2007"),
    _band(
        "activity", "views on the tenth of days with most (person and day)", 0.35, 0.5,
        "log-normal through KuaiRec's quartiles", percent=True,
    ),
    _near("peak_hour", "busiest hour of the day", 21.0, 2.0, REPORTED),
    _near("trough_hour", "quietest hour of the day", 4.0, 1.5, REPORTED),
    _band("night", "views in the quietest hour over the busiest", 0.02, 0.25),
)  # fmt: skip


class Tally:
    """Watches the views of a run, from some hour on."""

    def __init__(self, people: int) -> None:
        self._people = people
        self._watched: list[NDArray[np.float32]] = []
        self._duration: list[NDArray[np.float32]] = []
        self._item: list[NDArray[np.int32]] = []
        self._days: list[NDArray[np.int64]] = []
        self.hours = np.zeros(HOURS_PER_DAY)
        """Views by hour of the day."""
        self.acts = dict.fromkeys(ACTS, 0)
        self.ticks = 0

    def add(self, events: Interactions, tick: int) -> None:
        """Take in one hour, each hour once and in order."""
        self._watched.append(events.watch_s)
        self._duration.append(events.duration_s)
        self._item.append(events.item)
        if not self._days or tick % HOURS_PER_DAY == 0:
            self._days.append(np.zeros(self._people, dtype=np.int64))
        self._days[-1] += np.bincount(events.user, minlength=self._people)
        self.hours[tick % HOURS_PER_DAY] += len(events)
        for act in ACTS:
            self.acts[act] += int(getattr(events, act).sum())
        self.ticks += 1

    @property
    def views(self) -> int:
        return int(self.hours.sum())

    @property
    def watched(self) -> NDArray[np.float32]:
        """(views,) seconds."""
        return np.concatenate(self._watched)

    @property
    def duration(self) -> NDArray[np.float32]:
        """(views,) seconds."""
        return np.concatenate(self._duration)

    @property
    def item(self) -> NDArray[np.int32]:
        """(views,) video ids."""
        return np.concatenate(self._item)

    @property
    def by_day(self) -> NDArray[np.int64]:
        """(days, people) views."""
        return np.stack(self._days)


def figures(chosen: Tally, unchosen: Tally, videos: Videos, stayed: NDArray[np.bool_]) -> dict[str, float]:
    """Every figure of `TARGETS`, from a run under the world's algorithm (with its videos) and one under random;
    `stayed` (people,) are those who were there from the first hour counted to the last. NaN where nothing defines it.
    """
    counts = chosen.by_day
    return {
        **ratio_figures("ratio", chosen.watched / chosen.duration),
        "humps": humps(chosen.watched / chosen.duration),
        **ratio_figures("random", unchosen.watched / unchosen.duration),
        **_video_figures(videos),
        **activity_figures(counts, stayed, chosen.ticks),
        **{act: count / max(chosen.views, 1) for act, count in chosen.acts.items()},
        **_popular_figures(chosen, len(videos)),
        **duration_figures(chosen.watched, chosen.duration),
        **rhythm_figures(chosen.hours),
    }


def ratio_figures(name: str, ratio: NDArray[np.floating]) -> dict[str, float]:
    """Mean, standard deviation and quartiles of watch ratios, those above 5 left out."""
    kept = ratio[ratio <= HIGHEST_RATIO].astype(np.float64)
    return {f"{name}_mean": _mean(kept), f"{name}_sd": _sd(kept), **_quartiles(name, kept)}


def humps(ratio: NDArray[np.floating]) -> float:
    """How many times as dense watch ratios are at the end, 0.9 to 1.1, as half way, 0.5 to 0.7; above 1 there are
    two humps, as skips are dense always. NaN if nobody left half way."""
    end, half_way = ((ratio >= 0.9) & (ratio < 1.1)).sum(), ((ratio >= 0.5) & (ratio < 0.7)).sum()
    return float(end / half_way) if half_way else float("nan")


def activity_figures(counts: NDArray[np.int64], stayed: NDArray[np.bool_], ticks: int) -> dict[str, float]:
    """Views of a person and active day, and of a person scaled to 63 days, from (days, people) counts."""
    active = counts[counts > 0].astype(np.float64)
    person = counts[:, stayed].sum(axis=0) * (KUAIREC_DAYS * HOURS_PER_DAY / ticks)
    return {
        "day_mean": _mean(active), "day_sd": _sd(active), **_quartiles("day", active),
        "person_mean": _mean(person), **_quartiles("person", person),
        "activity": inequality.top_share(active),
    }  # fmt: skip


def duration_figures(watched: NDArray[np.floating], duration: NDArray[np.floating]) -> dict[str, float]:
    """How completion and watch time go with duration, over ten equal parts of the views."""
    if len(duration) < 100:
        return {"completion_fall": np.nan, "watch_growth": np.nan}
    order = np.argsort(duration, kind="stable")
    complete = (watched[order] >= COMPLETE * duration[order]).astype(np.float64)
    quarter = len(order) // 4
    shortest, longest = complete[:quarter].mean(), complete[-quarter:].mean()
    parts = np.array_split(order, 10)
    log_duration = np.log([duration[part].mean() for part in parts])
    log_watched = np.log([watched[part].mean() for part in parts])
    return {
        "completion_fall": float(longest / shortest) if shortest else float("nan"),
        "watch_growth": float(np.polyfit(log_duration, log_watched, 1)[0]),
    }


def rhythm_figures(hours: Floats) -> dict[str, float]:
    """The busiest and quietest hours of the day, and how far apart they are."""
    if not hours.any():
        return {"peak_hour": np.nan, "trough_hour": np.nan, "night": np.nan}
    return {
        "peak_hour": float(hours.argmax()),
        "trough_hour": float(hours.argmin()),
        "night": float(hours.min() / hours.max()),
    }


def _video_figures(videos: Videos) -> dict[str, float]:
    duration, topics = videos.duration_s.astype(np.float64), (videos.topics > 0).sum(axis=1)
    if not len(videos):
        return {"duration_mean": np.nan, "duration_longest": np.nan, **_quartiles("duration", duration),
                "topics_mean": np.nan, "topics_most": np.nan}  # fmt: skip
    return {
        "duration_mean": _mean(duration), "duration_longest": float(duration.max()),
        **_quartiles("duration", duration),
        "topics_mean": _mean(topics.astype(np.float64)), "topics_most": float(topics.max()),
    }  # fmt: skip


def _popular_figures(tally: Tally, videos: int) -> dict[str, float]:
    """How unequally views fall on videos, and how the most viewed hundredth of them was watched."""
    item, watched, duration = tally.item, tally.watched, tally.duration
    views = np.bincount(item, minlength=videos)
    least = np.sort(views)[-max(1, videos // 100)]
    popular = views[item] >= max(least, 1)
    return {
        "popularity": inequality.top_share(views),
        "popularity_gini": inequality.gini(views),
        "popular_complete": _mean((watched[popular] >= COMPLETE * duration[popular]).astype(np.float64)),
        "popular_glance": _mean((watched[popular] < 3.0).astype(np.float64)),
    }


def _quartiles(name: str, values: Floats) -> dict[str, float]:
    drawn = np.quantile(values, [0.25, 0.5, 0.75]) if len(values) else np.full(3, np.nan)
    return {f"{name}_q{place + 1}": float(value) for place, value in enumerate(drawn)}


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _sd(values: Floats) -> float:
    return float(values.std()) if len(values) else float("nan")


@dataclass(frozen=True, slots=True)
class Row:
    """A target, and what the seeds measured."""

    target: Target
    values: tuple[float, ...]
    """One a seed."""

    @property
    def measured(self) -> float:
        """Mean over the seeds; NaN where a seed leaves it undefined."""
        return float(np.mean(self.values))

    @property
    def spread(self) -> float:
        """Standard deviation over the seeds; NaN for a single one."""
        return float(np.std(self.values, ddof=1)) if len(self.values) > 1 else float("nan")

    @property
    def passes(self) -> bool:
        return self.target.passes(self.measured)


def compared(runs: Sequence[Mapping[str, float]]) -> list[Row]:
    """The rows of the table, from the figures of one seed each."""
    return [Row(target, tuple(run[target.key] for run in runs)) for target in TARGETS]


def misfit(found: Mapping[str, float]) -> float:
    """The objective of fitting: the weighted sum of squared errors, in tolerances, over the figures that are there."""
    return float(sum(t.weight * t.error(found[t.key]) ** 2 for t in TARGETS if t.key in found))


@dataclass(frozen=True, slots=True)
class Compared:
    """One world's table."""

    world: str
    people: int
    seeds: int
    days: int
    views: int
    """Counted, over all seeds, under the world's own algorithm."""
    rows: tuple[Row, ...]
