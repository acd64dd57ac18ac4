"""A study of one world in one file: which world, what is done to it on which day, what is measured, what is expected.

    world = "demo"
    days = 30
    measures = ["effective_topics", "likeness"]
    expect = ["effective_topics > 4 after day 20"]

    [settings]
    world.people = 300

    [[commands]]
    day = 14
    switch = "hybrid"

Everything in it is checked before the first hour is lived. SettingsError has one sentence for each thing that is wrong,
with the field's name and the line.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from simulator.experiments.studies import measures as table
from simulator.experiments.studies.commands import Command
from simulator.frames import HOURS_PER_DAY
from simulator.settings.errors import nearest, one_of
from simulator.settings.faults import faults
from simulator.settings.files import laid_over, load_preset, on_platform, override, platforms, presets
from simulator.settings.toml_text import Names, lines
from simulator.settings.tree import Algorithm, Branch, Settings, SettingsError

_MOST_DAYS = 10_000
_EXPECTED = re.compile(
    r"(?P<measure>\S+)\s*(?P<sign>[<>])\s*(?P<bound>\S+)"
    r"(?:\s+(?:(?P<side>after|before) day (?P<day>\S+)|from day (?P<low>\S+) to (?:day )?(?P<high>\S+)))?"
)
Day = Annotated[float, Field(ge=0.0, le=_MOST_DAYS)]


class Intervention(Branch):
    """What is done to the world on a day."""

    day: Day
    """Day from the opening on which it is done; 14.5 is noon of day 14."""
    switch: Algorithm | None = None
    """The method that serves everyone from then on."""
    set: dict[str, object] = Field(default_factory=dict)
    """Settings that change then, by dotted name."""
    creator: int | None = Field(default=None, ge=0)
    """Number of the creator who works by `plan` from then on."""
    plan: dict[str, object] = Field(default_factory=dict)
    """Levers of that creator: see creators.strategy in feedscope settings."""


class Scenario(Branch):
    """A world, what is done to it, what is measured and what is expected."""

    says: str = ""
    """What the scenario is about, for whoever reads it."""
    world: str = "demo"
    """The world to start from."""
    platform: str | None = None
    """Whose ways of spreading videos are laid over it."""
    algorithm: Algorithm | None = None
    """The method that chooses what people see; left out, the world's."""
    days: float = Field(default=30.0, gt=0.0, le=_MOST_DAYS)
    """Days that are lived from the opening on."""
    window: tuple[Day, Day] | None = None
    """First and last day of what is measured; left out, the last quarter."""
    seeds: tuple[Annotated[int, Field(ge=0)], ...] = Field(default=(1,), min_length=1, max_length=10_000)
    """Each is a world of its own; from two on, what is expected must hold of their mean's whole 95 % interval."""
    measures: tuple[str, ...] = Field(default=("effective_topics", "likeness", "enjoyed"), min_length=1)
    """What is measured: see feedscope compare --measures; one of your own is module:function."""
    expect: tuple[str, ...] = ()
    """What must be so, such as "likeness < 0.4 after day 20", "enjoyed > 0.3 from day 5 to 10"."""
    settings: dict[str, object] = Field(default_factory=dict)
    """Settings of the world that are different, as in a file of settings."""
    commands: tuple[Intervention, ...] = ()
    """What is done to the world while it lives, in any order."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A measure of some days that must lie on one side of a bound."""

    text: str
    measure: str
    above: bool
    bound: float
    window: tuple[int, int]
    """Hours from the opening, the last not counted."""


@dataclass(frozen=True)
class Case:
    """A scenario that can be carried out."""

    name: str
    scenario: Scenario
    base: Settings
    commands: tuple[Command, ...]
    window: tuple[int, int]
    """Hours of what is measured, the last not counted."""
    expected: tuple[Expected, ...]

    @property
    def ticks(self) -> int:
        return round(self.scenario.days * HOURS_PER_DAY)


def read(file: str | Path, changes: Mapping[str, object] | None = None) -> Case:
    """The case in a TOML file, its settings changed by dotted name. SettingsError says what is wrong where."""
    try:
        text = Path(file).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SettingsError(f"there is no scenario file {file}") from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} is not UTF-8 text (byte {error.start + 1})") from None
    except OSError as error:
        raise SettingsError(
            f"the scenario file {file} cannot be read: {(error.strerror or '').lower()}"
        ) from None
    return parsed(text, Path(file).name, changes)


def parsed(text: str, source: str, changes: Mapping[str, object] | None = None) -> Case:
    """The case that TOML text holds; `source` is what errors call it."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{source} is not valid TOML: {error}") from None
    except RecursionError:
        raise SettingsError(f"{source} is not valid TOML: nested too deeply") from None
    if isinstance(told.get("seeds"), int) and not isinstance(told["seeds"], bool):
        told["seeds"] = [told["seeds"]]  # one seed needs no list
    where = lines(text)
    try:
        scenario = Scenario.model_validate_json(json.dumps(told, default=str), strict=True)
    except ValidationError as error:
        raise faults(error, source, where, root=Scenario) from None
    return _case(scenario, source, where, changes or {})


def _case(scenario: Scenario, source: str, where: Mapping[Names, int], changes: Mapping[str, object]) -> Case:
    base = load_preset(one_of(f"world in {source}", scenario.world, presets()))
    if scenario.platform is not None:
        base = on_platform(one_of(f"platform in {source}", scenario.platform, platforms()), base)
    below = {names[1:]: line for names, line in where.items() if names[0] == "settings" and names[1:]}
    try:
        base = Settings.model_validate_json(
            json.dumps(laid_over(base.model_dump(mode="json"), scenario.settings)), strict=True
        )
    except ValidationError as error:
        raise faults(error, source, below) from None
    own: dict[str, object] = {"feed.algorithm": scenario.algorithm} if scenario.algorithm else {}
    base = override(base, {**own, **changes})
    commands = tuple(_command(act, at, source, base) for at, act in enumerate(scenario.commands, start=1))
    late = next((act for act in scenario.commands if act.day >= scenario.days), None)
    if late is not None:
        raise SettingsError(
            f"commands.day must be below days, {scenario.days:g}, when all is over, not {late.day:g} (in {source})"
        )
    for name in scenario.measures:
        table.found(name, f"measures in {source}")
    window = scenario.window or (0.75 * scenario.days, scenario.days)
    hours = _hours(window, scenario.days, f"window in {source}")
    expected = tuple(_expected(each, scenario, hours, source) for each in scenario.expect)
    return Case(source.removesuffix(".toml"), scenario, base, commands, hours, expected)


def _command(act: Intervention, at: int, source: str, base: Settings) -> Command:
    where = f"commands, item {at}, in {source}"
    if not act.switch and not act.set and act.creator is None:
        raise SettingsError(f"{where}: it must switch, set something, or give a creator a plan")
    if (act.creator is None) != (not act.plan):
        raise SettingsError(f"{where}: creator and plan must stand together")
    values = {**({"feed.algorithm": act.switch} if act.switch else {}), **act.set}
    command = Command(round(act.day * HOURS_PER_DAY), values, act.creator, act.plan)
    try:
        command.check(base, where)
    except SettingsError as error:
        told = str(error)
        raise SettingsError(told if told.startswith(where) else f"{where}: {told}") from None
    return command


def _expected(text: str, scenario: Scenario, usual: tuple[int, int], source: str) -> Expected:
    found = _EXPECTED.fullmatch(text.strip())
    where = f"expect in {source}"
    if found is None:
        raise SettingsError(
            f"{where} must be MEASURE > NUMBER or < NUMBER, and perhaps after day N, before day N, or from day N to N, "
            f"such as 'likeness < 0.4 after day 20', not {text!r}"
        )
    if found["measure"] not in scenario.measures:
        close = nearest(found["measure"], scenario.measures)
        raise SettingsError(
            f"{where} must name one of the measures {', '.join(scenario.measures)}, not {found['measure']!r}{close}"
        )
    window = usual
    if found["side"] == "after":
        window = _hours((_number(found["day"], where), scenario.days), scenario.days, where)
    elif found["side"] == "before":
        window = _hours((0.0, _number(found["day"], where)), scenario.days, where)
    elif found["low"]:
        ends = _number(found["low"], where), _number(found["high"], where)
        window = _hours(ends, scenario.days, where)
    return Expected(
        text.strip(), found["measure"], found["sign"] == ">", _number(found["bound"], where), window
    )


def _number(word: str, where: str) -> float:
    try:
        number = float(word)
    except ValueError:
        number = float("nan")
    if number != number:
        raise SettingsError(f"{where} must have a number there, not {word!r}")
    return number


def _hours(days: tuple[float, float], end: float, where: str) -> tuple[int, int]:
    first, last = (round(day * HOURS_PER_DAY) for day in days)
    if not 0 <= first < last <= round(end * HOURS_PER_DAY):
        raise SettingsError(
            f"{where} must go from a day to a later one, within {end:g} days, not from {days[0]:g} to {days[1]:g}"
        )
    return first, last


def windows(case: Case) -> Sequence[tuple[int, int]]:
    """All that must be measured, each once: the scenario's own first."""
    return list(dict.fromkeys([case.window, *(each.window for each in case.expected)]))


def schema() -> dict[str, object]:
    """The JSON Schema of a scenario's file, with that of all settings, for editors."""
    told = Scenario.model_json_schema()
    world = Settings.model_json_schema()
    told["$defs"] = {**told.get("$defs", {}), **world.pop("$defs", {}), "Settings": world}
    told["properties"]["settings"] |= {"$ref": "#/$defs/Settings"}
    told["properties"]["settings"].pop("additionalProperties", None)
    told["properties"]["world"]["enum"] = [*presets()]
    told["properties"]["measures"]["items"] = {
        "anyOf": [{"enum": [*table.MEASURES]}, {"type": "string", "pattern": ":"}]
    }
    seeds = told["properties"]["seeds"]
    told["properties"]["seeds"] = {
        "anyOf": [{"type": "integer", "minimum": 0}, seeds], "description": seeds.get("description", ""),
    }  # fmt: skip
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **told}
