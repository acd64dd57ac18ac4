"""The lab's close-up: every setting with sentence, bounds and value, what was changed, what may be taken over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

from pydantic.fields import FieldInfo

from recommender.rerank.settings import RerankSettings
from simulator.engine.tick import Engine
from simulator.session import View
from simulator.settings.described import LabState, Offer, Setting, Value
from simulator.settings.faults import allowed
from simulator.settings.files import leaves, on_platform, platforms
from simulator.settings.tree import Settings, tunable
from simulator.world.words import Words

START = "start"
"""The offer of the world as it began."""

_UNITS = (("_half_life_h", "h"), ("_h", "h"), ("_s", "s"), ("_per_day", "day"), ("_days", "days"))


class LabCamera:
    """Looks at the settings; works only where they have changed since it last looked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: tuple[Settings, str] | None = None
        self._settings: tuple[Setting, ...] = ()
        self._offers: tuple[Offer, ...] = ()

    def take(self, view: View, words: Words) -> LabState:
        """The settings as they stand."""
        del view, words
        engine = self._engine
        now = engine.world.settings, engine.algorithm
        if self._seen is None or self._seen[0] is not now[0] or self._seen[1] != now[1]:
            self._seen = now
            self._settings = _settings(engine)
            self._offers = tuple(_offers(engine, {each.name: each.value for each in self._settings}))
        return LabState(self._settings, tuple(engine.changes), self._offers)


def _settings(engine: Engine) -> tuple[Setting, ...]:
    """All that hold a value or a list of values; tables of tables, as creators' strategies are, do not."""
    default = {name: value for name, _, value in leaves(Settings())}
    made: list[Setting] = []
    for name, field, value in leaves(engine.world.settings):
        if name == "feed.algorithm":
            value, choices = engine.algorithm, engine.algorithms
        else:
            choices = get_args(field.annotation) if isinstance(value, str) else ()
        if _plain(value) and _plain(default[name]):
            made.append(_setting(name, field, cast("Value", value), cast("Value", default[name]), choices))
    return tuple(sorted(made, key=lambda each: not each.live))


def _plain(value: object) -> bool:
    parts = cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)
    return bool(parts) and all(isinstance(part, bool | int | float | str) for part in parts)


def _setting(name: str, field: FieldInfo, value: Value, default: Value, choices: tuple[str, ...]) -> Setting:
    bounds = {
        kind: float(bound)
        for rule in field.metadata
        for kind in ("ge", "gt", "le")
        if (bound := getattr(rule, kind, None)) is not None
    }
    listed = isinstance(value, tuple)
    low, high = (None, None) if listed else (bounds.get("ge", bounds.get("gt")), bounds.get("le"))
    unit = next((unit for end, unit in _UNITS if name.endswith(end)), "")
    if not unit and isinstance(value, float) and (low, high) == (0.0, 1.0):
        unit = "share"
    return Setting(
        name=name,
        text=" ".join((field.description or "").split()),
        value=value,
        default=default,
        allowed=f"one of {', '.join(choices)}" if choices else allowed(field),
        low=low,
        high=high,
        above="gt" in bounds,
        choices=choices,
        unit=unit,
        live=tunable(name),
    )


def _offers(engine: Engine, now: dict[str, Value]) -> Iterator[Offer]:
    """The world as it began, and each platform on the ground of that; only what would differ from now."""
    began = engine.began
    yield _offer(START, began, now)
    bare = began.model_copy(update={"feed": began.feed.model_copy(update={"rerank": RerankSettings()})})
    for name in platforms():
        yield _offer(name, on_platform(name, bare), now)


def _offer(name: str, wanted: Settings, now: dict[str, Value]) -> Offer:
    differs = {
        each: cast("Value", value) for each, _, value in leaves(wanted) if each in now and value != now[each]
    }
    return Offer(
        name,
        tuple((each, value) for each, value in differs.items() if tunable(each)),
        tuple(each for each in differs if not tunable(each)),
    )
