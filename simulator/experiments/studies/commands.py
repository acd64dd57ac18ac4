"""What is done to a world while it runs, as data: settings changed at an hour, or a creator's way of working.

Hours count from when the world opens, that is from the end of the days that the platform has lived before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from simulator.frames import HOURS_PER_DAY
from simulator.settings.described import Value
from simulator.settings.files import override
from simulator.settings.tree import Settings, SettingsError, tunable

if TYPE_CHECKING:
    from simulator.experiments.wiring import Simulation


@dataclass(frozen=True, slots=True)
class Command:
    """One change, carried out before the hour `tick` is lived."""

    tick: int
    """Hours from the opening, 0 or more."""
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    """Settings by dotted name that change; `feed.algorithm` switches."""
    creator: int | None = None
    """Who works by `plan` from now on."""
    plan: Mapping[str, object] = field(default_factory=dict[str, object])
    """Levers of a `Strategy`."""

    def plain(self) -> dict[str, object]:
        """As JSON has it."""
        told: dict[str, object] = {"tick": self.tick, "values": dict(self.values)}
        if self.creator is not None:
            told |= {"creator": self.creator, "plan": dict(self.plan)}
        return told

    def check(self, settings: Settings, where: str) -> None:
        """SettingsError, which calls the command `where`, if it cannot be carried out in such a world."""
        if self.tick < 0:
            raise SettingsError(f"{where}: day must be 0 or more, not {self.tick / HOURS_PER_DAY:g}")
        fixed = next((name for name in self.values if not tunable(name)), "")
        if fixed:
            raise SettingsError(
                f"{where}: {fixed} cannot change while the world runs; give it for the whole run"
            )
        override(settings, self.values)
        if self.creator is not None:
            override(settings, {"creators.strategy": [{"creator": self.creator, **self.plan}]})

    def act(self, world: Simulation) -> None:
        """Do it."""
        if self.values:
            world.tune_all(cast("Mapping[str, Value]", self.values))
        if self.creator is not None:
            world.direct(self.creator, self.plan)


def algorithms(settings: Settings, commands: Iterable[Command]) -> tuple[str, ...]:
    """All that must learn because they serve the feed at some time."""
    switched = (command.values.get("feed.algorithm") for command in commands)
    return tuple(dict.fromkeys([settings.feed.algorithm, *(str(name) for name in switched if name)]))


def canonical(commands: Iterable[Command]) -> str:
    """JSON that is the same for the same commands."""
    ordered = sorted(commands, key=lambda command: command.tick)
    return json.dumps([command.plain() for command in ordered], sort_keys=True, separators=(",", ":"))


def read(text: str) -> tuple[Command, ...]:
    """The commands of such JSON."""
    return tuple(Command(**each) for each in json.loads(text))
