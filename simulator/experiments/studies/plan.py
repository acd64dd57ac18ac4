"""One run that a study asks for: settings, commands, horizon, measures. Equal plans have equal keys, and equal runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

from simulator.experiments.studies import commands as acts
from simulator.experiments.studies import digests
from simulator.experiments.studies.commands import Command
from simulator.frames import HOURS_PER_DAY
from simulator.settings.files import override
from simulator.settings.tree import Settings, SettingsError

WORLD = "simulator.experiments.studies.run:world"
"""The usual work: live a world and take its measures."""

_SILENT = {"methods.user_cf.threads": 1, "lang": "en"}
"""Settings that touch no event, and what every plan has there."""


@dataclass(frozen=True)
class Plan:
    """One run. Built by `planned`, which checks it."""

    settings: Settings
    ticks: int
    """Hours from the opening to the end."""
    first: int
    """Hour from the opening with which the window begins."""
    commands: tuple[Command, ...] = ()
    own: tuple[str, ...] = ()
    """Measures beyond `MEASURES`, as `module:function`."""
    work: str = WORLD
    """Function, as `module:function`, that takes a plan and gives (figures by name, digest)."""
    asked: str = ""
    """Further words to the work, as JSON."""

    @property
    def seed(self) -> int:
        return self.settings.seed

    @cached_property
    def plug_ins(self) -> dict[str, str]:
        """Digests of the source of what somebody brought along."""
        serving = (*acts.algorithms(self.settings, self.commands), self.settings.feed.before)
        methods = (name for name in serving if ":" in name)
        return digests.plug_ins([*self.own, *self.settings.own.laws, *methods, self.work])

    @cached_property
    def canonical(self) -> str:
        """JSON of everything that decides the outcome."""
        told = {
            "settings": self.settings.model_dump(mode="json"),
            "commands": acts.canonical(self.commands),
            "ticks": self.ticks,
            "first": self.first,
            "own": self.own,
            "work": self.work,
            "asked": self.asked,
            "program": digests.program(),
            "plug_ins": self.plug_ins,
        }
        return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @cached_property
    def key(self) -> str:
        """SHA-256 of `canonical`."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    def with_seed(self, seed: int) -> Self:
        """The same with other luck."""
        return replace(self, settings=override(self.settings, {"seed": seed}))


def planned(
    settings: Settings,
    days: float,
    *,
    window: tuple[float, float] | None = None,
    commands: Sequence[Command] = (),
    own: Sequence[str] = (),
    work: str = WORLD,
    asked: Mapping[str, object] | None = None,
) -> Plan:
    """A run over so many days from the opening, measured in the `window` of days (the last quarter if None).

    SettingsError says what cannot be.
    """
    ticks = max(1, round(days * HOURS_PER_DAY))
    first = round((days * 0.75 if window is None else window[0]) * HOURS_PER_DAY)
    if window is not None:
        ticks = round(window[1] * HOURS_PER_DAY)
    if not 0 <= first < ticks:
        raise SettingsError(
            f"--window must go from a day to a later one, not from {first / 24:g} to {ticks / 24:g}"
        )
    settings = override(settings, _SILENT)
    for command in commands:
        command.check(settings, "commands")
        if command.tick >= ticks:
            raise SettingsError(
                f"commands: the run ends on day {ticks / HOURS_PER_DAY:g}, before day "
                f"{command.tick / HOURS_PER_DAY:g} of a command"
            )
    words = json.dumps(dict(asked), sort_keys=True) if asked else ""
    return Plan(settings, ticks, first, tuple(commands), tuple(own), work, words)
