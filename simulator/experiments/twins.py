"""Reads a real log for the people in it: what they like, how much they watch, and what everybody watches.

    enjoyed(u, t)     = sum over views of u of min(watch ratio, 1)^4 * share of t in the video
    taste(u, t)       proportional to enjoyed(u, t) / share of t in what everybody enjoyed + 2
    active days(u)    = (days on which u watched - 2 + everybody's share) / (days from first to last - 2 + 1)
    views a day(u)    = views of u / days on which u watched * active days(u)
    popularity(t)     = share of t in all views: so many creators turn to it
    appeal of videos  differs as much as that of items, which `experiments.likeness` tells from their popularity

People come and go while a log is written: counted over all of the log's days (`twins.activity`), who rated a hundred
films in one evening of a year would watch one every fourth day. The first and the last of somebody's own days are days
on which they watched, by definition, and tell nothing of how many are; between them any day is as likely to be one as
another. Counted with them, a week's log makes people half as busy again as they were. Who has few days between is taken
for as active as people are on average, whose share counts for a day.

What somebody watched is what they were offered and liked. The offer is taken to be everybody's, and divided out. The
world is offered topics as they are watched, not as there are items: a catalogue of which a third is dramas, watched as
a quarter of all, would make the quarter more than a third. The power
tells what pleased from what merely ran for a while; it and the 2 views of no taste that are added to everyone's are
among those that find inborn tastes best in recordings of feedscope's own worlds, where they are known.

Topics are the log's own genres or categories where it has any (`recommender.datasets`), the commonest at most; else
items that the same people watch are put together: k-means on the spherical spectral embedding of the bipartite graph of
people and items (Dhillon 2001, Co-clustering documents and words; Ng, Jordan, Weiss 2002, On spectral clustering).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.datasets import Log, LogError, read_log
from simulator.experiments.cowatch import groups, sums
from simulator.experiments.likeness import LikenessFigures, of_log, weight_of_quality
from simulator.frames import HOURS_PER_DAY
from simulator.settings.files import override
from simulator.settings.tree import Settings, SettingsError, TwinSettings
from simulator.world.twins import Twins

Floats = NDArray[np.float64]

MOST_TOPICS = 32
"""Of the log's own topics; the rarest others are one topic together."""
GROUPS = 16
"""Topics where the log names none."""
LONGEST_NAME = 24
PRIOR_VIEWS = 2.0
ENJOYED_POWER = 4
LEAST_DAYS = 0.01
"""Share of days that the settings say of people who watch on fewer."""
LEAST_ACTIVE = 1.0 / 400.0
"""Nobody is less active than this share of the median person."""


@dataclass(frozen=True, slots=True)
class LogEstimate:
    """What a log tells of its people and items."""

    topics: tuple[str, ...]
    twins: Twins
    figures: LikenessFigures
    """To compare a world of twins with."""
    digest: str
    """SHA-256 over who watched what, when, for how long, and what it was about."""


def settled(
    settings: Settings, path: Path, people: int | None, reading: Mapping[str, object] | None = None
) -> Settings:
    """The settings of a world of twins of the people in this log: as many as there are, or `people` of them.

    `reading` has settings of `[twins]` that say how the log is read, where they are not the usual ones. The settings
    name all that and the log's digest, so that a run can be repeated. SettingsError says why a log cannot be read.
    """
    fresh = {f"twins.{name}": value for name, value in TwinSettings().model_dump().items()}
    asked = {f"twins.{name}": value for name, value in (reading or {}).items()}
    named = {**fresh, **asked, "twins.log": str(path.absolute())}
    made = override(settings, named, {"twins.format": "--format", "twins.columns": "--*-column"})
    found = _estimated(made.twins, "--people-from")
    twins = found.twins
    median = float(np.median(twins.views_per_day))
    changes: dict[str, object] = {
        "twins.digest": found.digest,
        "world.topics": found.topics,
        "world.people": people or len(twins),
        "people.newcomers": 0.0,
        "people.views_per_day": min(max(median, 0.5), 500.0),
    }
    if twins.active_days is not None:
        changes["people.active_days"] = max(float(np.median(twins.active_days)), LEAST_DAYS)
    made = override(made, changes)
    return override(made, {"behaviour.quality": weight_of_quality(made, found.figures.appeal_spread)})


def twins_of(settings: Settings) -> Twins | None:
    """Those that `[twins]` asks for; None if it names no log. SettingsError if the log is not what it was."""
    asked = settings.twins
    if not asked.log:
        return None
    found = _estimated(asked, "twins.log")
    if asked.digest and asked.digest != found.digest:
        raise SettingsError(
            f"twins.log must be the log it was, with digest {asked.digest[:12]}; {asked.log} now has "
            f"{found.digest[:12]}"
        )
    if settings.world.topics != found.topics:
        names = ", ".join(found.topics)
        raise SettingsError(f"world.topics must be those of twins.log: {names}")
    return found.twins


def figures_of(settings: Settings) -> LikenessFigures:
    """Those of the log of `[twins]`, which names one."""
    return _estimated(settings.twins, "twins.log").figures


def _estimated(asked: TwinSettings, called: str) -> LogEstimate:
    """What the log tells. SettingsError, which calls the log `called`, says why it cannot be read."""
    try:
        return estimate(asked.model_copy(update={"digest": ""}).model_dump_json())
    except LogError as error:
        raise SettingsError(f"{called} must be a log of who watched what: {error}") from None


@lru_cache(maxsize=1)
def estimate(asked: str) -> LogEstimate:
    """What the log tells, if it is read as settings of `[twins]`, in JSON, ask. LogError says why it cannot be."""
    how = TwinSettings.model_validate_json(asked)
    log = read_log(
        how.log,
        how.format,
        {**how.columns},
        how.skip_bad_rows,
        how.encoding,
        how.separator,
        how.weights or None,
    )
    if len(log.items) < 2:
        raise LogError(f"{log.name} must have at least 2 items, not {len(log.items)}")
    names, shares = _topics(log)
    happened = log.interactions()
    ratio = happened.watch_s / np.maximum(happened.duration_s.astype(np.float64), 1e-9)
    pleased = np.minimum(ratio, 1.0) ** ENJOYED_POWER
    twins = _twins(log, shares, pleased, how)
    found = of_log(log, shares, pleased, twins.views_per_day)
    return LogEstimate(names, twins, found, _digest(log, shares))


def _twins(log: Log, shares: Floats, enjoyed: Floats, how: TwinSettings) -> Twins:
    users = len(log.users)
    told = shares[log.item]
    own = sums(log.user, enjoyed[:, None] * told, users)
    taste = _shares(own / _shares(own.sum(axis=0) + 1.0) + PRIOR_VIEWS)
    views, active = _activity(log, how.activity)
    if how.views_per_day:
        views *= how.views_per_day / np.median(views)
    return Twins(
        taste.astype(np.float32),
        np.maximum(views, LEAST_ACTIVE * np.median(views)),
        active,
        _shares(np.bincount(log.item, minlength=len(shares)) @ shares + 1.0),
    )


def _activity(log: Log, over: str) -> tuple[Floats, Floats | None]:
    """(people,) views a day, days off included, and the share of days on which they watch; all views and None
    without times."""
    users = len(log.users)
    views = np.bincount(log.user, minlength=users).astype(np.float64)
    if log.time is None:
        return views, None
    day = log.tick.astype(np.int64) // HOURS_PER_DAY
    whole = int(day.max()) + 1
    met = np.bincount(np.unique(log.user * np.int64(whole) + day) // whole, minlength=users)
    if over == "log":
        return views / whole, met / whole
    first, last = np.full(users, whole), np.zeros(users, dtype=np.int64)
    np.minimum.at(first, log.user, day)
    np.maximum.at(last, log.user, day)
    between = np.maximum(last - first - 1, 0)
    watched = np.where(between > 0, met - 2, 0)
    usual = float((watched[between > 0] / between[between > 0]).mean()) if between.any() else 1.0
    active = np.maximum((watched + usual) / (between + 1), LEAST_DAYS)
    return views / np.maximum(met, 1) * active, active


def _shares(amounts: Floats) -> Floats:
    """Scaled so that the last axis sums to 1."""
    return amounts / amounts.sum(axis=-1, keepdims=True)


def _topics(log: Log) -> tuple[tuple[str, ...], Floats]:
    """Names, and (items, topics) shares; a row is 0 where nothing is known of the item."""
    features = log.features
    if features is None or len(features.names) < 2:
        group, count = groups(log.user, log.item, len(log.users), len(log.items), GROUPS)
        return tuple(f"group {number + 1}" for number in range(count)), np.eye(count)[group]
    shares = features.topics.astype(np.float64)
    views = np.bincount(log.item, minlength=len(shares)) @ shares
    order = np.argsort(-views, kind="stable")
    names: list[str] = [features.names[place] for place in order.tolist()]
    shares = shares[:, order]
    if len(names) > MOST_TOPICS:
        rest = shares[:, MOST_TOPICS - 1 :].sum(axis=1, keepdims=True)
        shares = np.concatenate((shares[:, : MOST_TOPICS - 1], rest), axis=1)
        names = [*names[: MOST_TOPICS - 1], "others"]
    return _short(names), shares


def _short(names: list[str]) -> tuple[str, ...]:
    """Names of at most `LONGEST_NAME` characters, all different."""
    short: list[str] = []
    for number, name in enumerate(names):
        cut = name[:LONGEST_NAME].strip()
        short.append(f"{cut[: LONGEST_NAME - 4]} {number + 1}" if cut in short or not cut else cut)
    return tuple(short)


def _digest(log: Log, shares: Floats) -> str:
    happened = log.interactions()
    found = hashlib.sha256()
    for column in (log.users, log.items):
        found.update("\n".join(column.tolist()).encode() + b"\0")
    for column in (
        happened.user,
        happened.item,
        happened.tick,
        happened.watch_s,
        happened.duration_s,
        shares,
    ):
        found.update(
            np.ascontiguousarray(column).astype(column.dtype.newbyteorder("<"), copy=False).tobytes()
        )
    return found.hexdigest()
