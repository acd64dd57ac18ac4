"""How people watch, as figures: watch ratios, activity, acts, durations and rhythm of a `Tally`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.frames import HOURS_PER_DAY
from simulator.metrics import inequality
from simulator.validation.tally import Tally
from simulator.world.state import COMPLETE
from simulator.world.videos import Videos

Floats = NDArray[np.float64]

KUAIREC_DAYS = 63
HIGHEST_RATIO = 5.0
"""KuaiRec's statistics leave out views above it."""


def figures(
    chosen: Tally, fixed: NDArray[np.floating], videos: Videos, stayed: NDArray[np.bool_]
) -> dict[str, float]:
    """Every figure of `WATCHING`, from a run under the world's algorithm (with its videos) and the watch ratios of
    what everybody was shown (`catalogue.shown_all`); `stayed` (people,) are those who were there from the first hour
    counted to the last. NaN where nothing defines it.
    """
    counts = chosen.by_day
    return {
        **ratio_figures("ratio", chosen.watched / chosen.duration),
        "humps": humps(chosen.watched / chosen.duration),
        **ratio_figures("fixed", fixed),
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
    """How the most viewed hundredth of videos was watched."""
    item, watched, duration = tally.item, tally.watched, tally.duration
    views = np.bincount(item, minlength=videos)
    least = np.sort(views)[-max(1, videos // 100)]
    popular = views[item] >= max(least, 1)
    return {
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
