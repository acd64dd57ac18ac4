"""How wrong is an experiment on a platform? One world with a split in it, beside its twins: all served by a, all by b,
with the same people and the same luck.

The naive estimate is what the platform would report: the treated units less the others. The truth is what everybody
would gain if all were served by b. They differ because arms interfere: both teach one memory, creators compete for the
same places, and what one viewer's taste becomes depends on what the other arm made popular.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from simulator.experiments.claims.student import holm
from simulator.experiments.studies.arms import Arm, arm
from simulator.experiments.studies.commands import Command
from simulator.experiments.studies.course import Tell, begun
from simulator.experiments.studies.experiment import OUTCOMES, SIDES, WORK, in_second
from simulator.experiments.studies.inference import Estimate, Interval, estimate, wilson
from simulator.experiments.studies.outcome import Outcome, numbered
from simulator.experiments.studies.plan import Plan, planned
from simulator.experiments.studies.run import RunRow
from simulator.experiments.studies.store import Store
from simulator.experiments.studies.tidy import TidyTable, html_table, tall
from simulator.frames import HOURS_PER_DAY
from simulator.settings.errors import one_of
from simulator.settings.files import load_preset, override
from simulator.settings.tree import Settings, SettingsError

USUAL = ("minutes", "likes", "follows", "enjoyed")
_PARTS = ("feed.algorithm", "feed.adoption", "feed.rerank")
"""What two arms in one world can have of their own."""


@dataclass(frozen=True)
class AbtestDesign:
    """All that is settled before the first run."""

    a: Arm
    b: Arm
    base: Settings
    side: str
    period: int
    """Hours of a switchback's period; 0 of others."""
    share: float
    days: float
    window: tuple[float, float]
    measures: tuple[str, ...]
    seeds: tuple[int, ...]
    work: str = WORK

    @property
    def unit(self) -> str:
        return "creator" if self.side == "creators" else "viewer"

    def plans(self, seed: int) -> dict[str, Plan]:
        """The world with the split, and its twins `a` and `b`."""
        world = override(self.base, {"seed": seed})
        one, two = override(world, self.a.changes), override(world, self.b.changes)
        return {"split": self._split(one), "a": self._plan(one, "none"), "b": self._plan(two, "none")}

    def _split(self, one: Settings) -> Plan:
        if self.side != "switchback":
            return self._plan(one, self.side)
        second = in_second(one.seed, round(self.window[1] * HOURS_PER_DAY), self.period)
        turns = np.flatnonzero(np.diff(second, prepend=False))
        back = {name: _now(one, name) for name in self.b.changes}
        commands = [Command(int(tick), self.b.changes if second[tick] else back) for tick in turns]
        return self._plan(one, self.side, commands)

    def _plan(self, world: Settings, side: str, commands: Sequence[Command] = ()) -> Plan:
        asked: dict[str, object] = {"side": side, "share": 0.0, "other": {}, "period": 0}
        if side != "none":
            asked |= {"share": self.share, "other": dict(self.b.changes), "period": self.period}
        return planned(world, self.days, window=self.window, commands=commands, work=self.work, asked=asked)


def _now(settings: Settings, dotted: str) -> object:
    value: object = settings
    for step in dotted.split("."):
        value = getattr(value, step)
    return value


@dataclass(frozen=True, slots=True)
class AbtestLine:
    """One outcome."""

    measure: str
    all_a: float
    """Mean over seeds where everybody is served by a."""
    naive: Estimate
    """Treated less untreated units of the experiment."""
    truth: Estimate
    """All b less all a."""
    bias: Estimate
    """Naive less truth, seed by seed."""
    p: float
    """Of no bias, adjusted by Holm for all outcomes."""
    wrong: int
    """Worlds in which the naive estimate has the other sign than the truth."""
    often: Interval
    """Share of them, Wilson's 95 % interval."""
    pairs: int


@dataclass(frozen=True)
class Experiment(Outcome[str]):
    """What came out."""

    design: AbtestDesign
    rows: Mapping[tuple[str, int], RunRow]
    """By world (split, a, b) and seed."""
    ended_early: str = ""

    def effects(self, measure: str) -> list[tuple[float, float, float]]:
        """(naive, truth, all a) of each seed whose three worlds are there and define them."""
        return [told for seed in self.design.seeds if (told := self.effect(measure, seed))]

    def effect(self, measure: str, seed: int) -> tuple[float, float, float] | None:
        """(naive, truth, all a) of this seed; None if one of its worlds is not there."""
        worlds = [row for name in ("split", "a", "b") if (row := self.rows.get((name, seed))) and row.done]
        if len(worlds) < 3:
            return None
        split, a, b = worlds
        key = f"{measure}.{self.design.unit}"
        naive, truth = split[f"{measure}.b"] - split[f"{measure}.a"], b[key] - a[key]
        return None if math.isnan(naive + truth) else (naive, truth, a[key])

    @cached_property
    def table(self) -> tuple[AbtestLine, ...]:
        """A line for each outcome, in the order in which they were named."""
        every = {name: self.effects(name) for name in self.design.measures}
        bias = {name: estimate([naive - truth for naive, truth, _ in told]) for name, told in every.items()}
        p = holm([one.p() for one in bias.values()])
        return tuple(self._line(name, every[name], bias[name], p[at]) for at, name in enumerate(every))

    @staticmethod
    def _line(name: str, told: list[tuple[float, float, float]], bias: Estimate, p: float) -> AbtestLine:
        wrong = sum(naive * truth < 0 for naive, truth, _ in told)
        return AbtestLine(
            name,
            estimate([a for *_, a in told]).mean,
            estimate([naive for naive, *_ in told]),
            estimate([truth for _, truth, _ in told]),
            bias, p, wrong, wilson(wrong, len(told)), len(told),
        )  # fmt: skip

    @cached_property
    def values(self) -> TidyTable:
        """A tidy table: arm (naive, truth), seed, measure, value."""
        cells: list[tuple[str, int, str, float]] = []
        for measure in self.design.measures:
            for seed in self.design.seeds:
                naive, truth, _ = self.effect(measure, seed) or (math.nan, math.nan, math.nan)
                cells += [("naive", seed, measure, naive), ("truth", seed, measure, truth)]
        return tall(cells)

    def _repr_html_(self) -> str:
        heads = ("measure", "all a", "naive", "truth", "bias", "low", "high", "p", "wrong sign", "worlds")
        rows = [
            (
                line.measure, f"{line.all_a:.4g}", f"{line.naive.mean:+.4g}", f"{line.truth.mean:+.4g}",
                f"{line.bias.mean:+.4g}", f"{line.bias.interval().low:+.4g}", f"{line.bias.interval().high:+.4g}",
                f"{line.p:.3f}", line.wrong, line.pairs,
            )
            for line in self.table
        ]  # fmt: skip
        return html_table(heads, rows)


def abtest(
    a: Arm | str,
    b: Arm | str,
    *,
    base: Settings | None = None,
    split: str = "viewers",
    share: float = 0.5,
    days: float = 28.0,
    window: tuple[float, float] | None = None,
    measures: Sequence[str] = USUAL,
    seeds: Sequence[int] | int = 20,
    executor: str | Executor = "processes",
    store: Store | Path | None = None,
    budget_s: float | None = None,
    tell: Tell | None = None,
    work: str = WORK,
) -> Experiment:
    """Run an experiment of `b` against `a` inside worlds of `base` (the demo), and beside it the truth of their twins.

    `split` is viewers, creators, both, or switchback:7d; `share` (0..1) of units are b's, but in a switchback half the
    time. `window` is in days from the opening, the second half of `days` if None; a switchback's the whole of them.
    SettingsError says what cannot be.
    """
    design = designed(
        a, b, base=base, split=split, share=share, days=days, window=window, measures=measures, seeds=seeds, work=work
    )  # fmt: skip
    with begun(executor, store, tell, budget_s) as course:
        rows = course.lived(
            {(name, seed): plan for name, plan in design.plans(seed).items()} for seed in design.seeds
        )
    return Experiment(design, rows, course.ended_early)


def designed(
    a: Arm | str,
    b: Arm | str,
    *,
    base: Settings | None,
    split: str,
    share: float,
    days: float,
    window: tuple[float, float] | None,
    measures: Sequence[str],
    seeds: Sequence[int] | int,
    work: str = WORK,
) -> AbtestDesign:
    """The design that these words ask for; SettingsError if they ask none. See `abtest`."""
    base = base or load_preset("demo")
    one, two = (arm(each) if isinstance(each, str) else each for each in (a, b))
    for each in (one, two):
        fixed = next((name for name in each.changes if not name.startswith(_PARTS)), "")
        if fixed or each.commands:
            raise SettingsError(
                f"an arm of an experiment inside one world may change {', '.join(_PARTS)}, not {fixed or 'at a time'}: "
                f"all else is shared"
            )
        override(base, each.changes)
    # What a changes is the world's for both, unless b has it otherwise.
    common = {name: _now(base, name) for name in one.changes if name not in two.changes}
    two = Arm(two.name, {**common, **two.changes})
    side, _, period = split.partition(":")
    one_of("--split", side, SIDES)
    length = _period(split, period) if side == "switchback" else 0
    if period and side != "switchback":
        raise SettingsError(f"--split: only a switchback has a period, such as switchback:7d, not {split!r}")
    if not 0.0 < share < 1.0:
        raise SettingsError(f"--share must be above 0 and below 1, not {share:g}")
    for name in measures:
        one_of("--measure", name, OUTCOMES)
    numbers = numbered(seeds)
    window = window or (0.0 if length else 0.5 * days, days)
    if length and (window[1] - window[0]) * HOURS_PER_DAY < 2 * length:
        raise SettingsError(f"--split: {split} needs at least two periods in the days that are measured")
    made = AbtestDesign(
        one, two, base, side, length, share, days, window, tuple(dict.fromkeys(measures)), numbers, work
    )
    made.plans(numbers[0])  # what cannot be planned is said now
    return made


def _period(split: str, text: str) -> int:
    """Hours of `7d` or `12h`."""
    units = {"d": HOURS_PER_DAY, "h": 1}
    if text[:-1].isdecimal() and text[-1:] in units and int(text[:-1]) > 0:
        return int(text[:-1]) * units[text[-1]]
    raise SettingsError(
        f"--split: a switchback needs a period such as switchback:7d or switchback:12h, not {split!r}"
    )
