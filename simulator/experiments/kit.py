"""Checks of what somebody brought along besides methods (those have `recommender.testing`): a law, or a measure, put to
the test in a very small world. Each gives what is wrong in one line, or nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from simulator.engine.tick import Engine
from simulator.experiments.own import law
from simulator.experiments.studies.measures import Look, Measure
from simulator.experiments.wiring import build
from simulator.settings.files import override
from simulator.settings.tree import Settings

_HOURS = 30
_SMALL = {
    "world.people": 40, "world.creators": 12, "world.backlog": 4, "people.active_days": 1.0,
    "people.views_per_day": 200.0, "feed.algorithm": "random", "methods.user_cf.threads": 1,
}  # fmt: skip


def _engine(*laws: str) -> Engine:
    return build(override(Settings(), {**_SMALL, "own.laws": laws}), ("random",)).engine


def law_conformance(path: str) -> Mapping[str, str]:
    """What is wrong with the law at a path, by check (words: `contract.law.<check>`); empty where it passes.
    SettingsError if there is no law."""
    law(path)
    return {name: _told(check, path) for name, check in LAW_CHECKS.items()}


def measure_conformance(measure: Measure) -> Mapping[str, str]:
    """The same of a measure, by `contract.measure.<check>`."""
    return {name: _told(check, measure) for name, check in MEASURE_CHECKS.items()}


def _told(check: Callable[..., str], what: object) -> str:
    try:
        return check(what)
    except Exception as error:  # whatever somebody's own code raises is what the table says
        return f"{type(error).__name__}: {error}".splitlines()[0]


def _columns(engine: Engine) -> dict[str, NDArray[np.generic]]:
    people = engine.world.people
    told = {f.name: getattr(people, f.name) for f in fields(people)}
    return {name: column for name, column in told.items() if isinstance(column, np.ndarray)}


def _keeps_columns(path: str) -> str:
    engine = _engine(path)
    before = {name: (column.shape, column.dtype) for name, column in _columns(engine).items()}
    for _ in range(_HOURS):
        engine.step()
    for name, column in _columns(engine).items():
        if (column.shape, column.dtype) != before[name]:
            shape, kind = before[name]
            return f"people.{name} was {shape} {kind}, and is {column.shape} {column.dtype}"
    return ""


def _keeps_ranges(path: str) -> str:
    engine = _engine(path)
    people = engine.world.people
    for _ in range(_HOURS):
        engine.step()
        for name, column in _columns(engine).items():
            if column.dtype.kind == "f" and not np.isfinite(column).all():
                return f"people.{name} is not finite after hour {engine.tick}"
        off = float(np.abs(people.taste.sum(axis=1, dtype=np.float64) - 1.0).max())
        if off > 1e-3 or float(people.taste.min()) < 0.0:
            return (
                f"people.taste must be shares that sum to 1, and is off by {off:.3g} after hour {engine.tick}"
            )
        if float(people.fatigue.min()) < 0.0:
            return f"people.fatigue must be 0 or more, not {float(people.fatigue.min()):.3g}"
        if not 0.0 <= float(people.contentment.min()) <= float(people.contentment.max()) <= 1.0:
            return "people.contentment must be between 0 and 1"
    return ""


def _leaves_events(path: str) -> str:
    act, engine = law(path), _engine()
    for _ in range(_HOURS):
        events = engine.step().interactions
        before = deepcopy(events)
        act(engine.world, events, engine.tick - 1)
        changed = next(
            (
                f.name
                for f in fields(events)
                if not np.array_equal(getattr(events, f.name), getattr(before, f.name))
            ),
            "",
        )
        if changed:
            return f"it changed events.{changed}: what has happened has happened"
    return ""


def _repeats(path: str) -> str:
    one, other = _engine(path), _engine(path)
    for _ in range(_HOURS):
        one.step()
        other.step()
    same = one.digest == other.digest and all(
        np.array_equal(column, _columns(other)[name]) for name, column in _columns(one).items()
    )
    return "" if same else "the same seed gave another world: draw luck from world.luck, by an address"


def _lives_on_in_a_twin(path: str) -> str:
    one = _engine(path)
    for _ in range(_HOURS // 2):
        one.step()
    twin = deepcopy(one)
    for _ in range(_HOURS // 2):
        one.step()
    for _ in range(_HOURS // 2):
        twin.step()
    if one.digest == twin.digest and np.array_equal(one.world.people.taste, twin.world.people.taste):
        return ""
    return "a copy of the world went another way: keep nothing outside the world"


def _look(hours: int = _HOURS) -> Look:
    engine = _engine()
    return Look(engine, [engine.step().interactions for _ in range(hours)], 0)


def _is_a_number(measure: Measure) -> str:
    measure.of(_look())
    return ""


def _is_the_same_again(measure: Measure) -> str:
    one, other = measure.of(_look()), measure.of(_look())
    return "" if one == other or math.isnan(one + other) else f"it gave {one!r}, then {other!r}"


def _changes_nothing(measure: Measure) -> str:
    look, other = _look(), _look()
    measure.of(look)
    for _ in range(_HOURS):
        look.engine.step()
        other.engine.step()
    return (
        ""
        if look.engine.digest == other.engine.digest
        else "the world went another way after it was measured"
    )


LAW_CHECKS: Mapping[str, Callable[[str], str]] = {
    "keeps_columns": _keeps_columns,
    "keeps_ranges": _keeps_ranges,
    "leaves_events": _leaves_events,
    "repeats": _repeats,
    "lives_on_in_a_twin": _lives_on_in_a_twin,
}
MEASURE_CHECKS: Mapping[str, Callable[[Measure], str]] = {
    "is_a_number": _is_a_number,
    "is_the_same_again": _is_the_same_again,
    "changes_nothing": _changes_nothing,
}
