"""What a comparison asks: arms, worlds, measures and the rule by which seeds are added, all settled before the first
run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from simulator.experiments.studies.arms import PAIRINGS, Arm, Pairing, arm, check, settled
from simulator.experiments.studies.inference import CORRECTIONS, Correction
from simulator.experiments.studies.outcome import numbered
from simulator.experiments.studies.plan import WORLD, Plan, planned
from simulator.settings.tree import Settings, SettingsError

USUAL = ("effective_topics", "likeness", "enjoyed", "creator_gini")
"""What is measured if nobody says otherwise."""
MOST_SEEDS = 200


@dataclass(frozen=True, slots=True)
class UntilPrecise:
    """Add seeds, by Stein's two stages, until the interval of this measure is no wider than +- `half`."""

    measure: str
    half: float
    most: int = MOST_SEEDS


@dataclass(frozen=True, slots=True)
class Expectation:
    """A difference that somebody counts on: the whole interval of arm minus baseline lies on this side of `bound`."""

    text: str
    arm: str
    measure: str
    above: bool
    bound: float


@dataclass(frozen=True)
class StudyQuestion:
    """All that is settled before the first run."""

    arms: tuple[Arm, ...]
    base: Settings
    days: float
    window: tuple[float, float] | None
    measures: tuple[str, ...]
    baseline: str
    seeds: tuple[int, ...]
    """Of the first stage, which is the only one without `until`."""
    until: UntilPrecise | None
    pairing: Pairing
    sesoi: Mapping[str, float]
    correct: Correction
    expect: tuple[Expectation, ...]
    work: str = WORLD

    @cached_property
    def others(self) -> tuple[Arm, ...]:
        """The arms that are set against the baseline."""
        return tuple(one for one in self.arms if one.name != self.baseline)

    def plan(self, one: Arm, seed: int) -> Plan:
        from simulator.experiments.studies import measures

        own = measures.own(self.measures)
        world = settled(self.base, one, seed, self.pairing, self.baseline)
        return planned(
            world, self.days, window=self.window, commands=one.commands, own=own if self.work == WORLD else (),
            work=self.work,
        )  # fmt: skip

    def plans(self, seed: int) -> dict[tuple[str, int], Plan]:
        """Of each arm, in their order, by its name and the seed."""
        return {(one.name, seed): self.plan(one, seed) for one in self.arms}


def asked(
    arms: Sequence[Arm | str] | Mapping[str, Mapping[str, object]],
    *,
    base: Settings | None,
    days: float,
    window: tuple[float, float] | None,
    measures: Sequence[str],
    baseline: str | None,
    seeds: Sequence[int] | int,
    until: UntilPrecise | None,
    pair: Pairing,
    sesoi: Mapping[str, float] | None,
    correct: Correction,
    expect: Sequence[str],
    work: str,
) -> StudyQuestion:
    """The question that these words ask; SettingsError if they ask none. See `compare`."""
    from simulator.experiments.studies.measures import found
    from simulator.settings.files import load_preset

    base = base or load_preset("demo")
    if isinstance(arms, Mapping):
        made = tuple(Arm(name, dict(changes)) for name, changes in arms.items())
    else:
        made = tuple(arm(one) if isinstance(one, str) else one for one in arms)
    check(made, base)
    names = [one.name for one in made]
    baseline = names[0] if baseline is None else baseline
    if baseline not in names:
        raise SettingsError(f"--baseline must be one of the arms {', '.join(names)}, not {baseline!r}")
    if pair not in PAIRINGS:
        raise SettingsError(f"--pair must be one of {', '.join(PAIRINGS)}, not {pair!r}")
    if correct not in CORRECTIONS:
        raise SettingsError(f"--correct must be {' or '.join(CORRECTIONS)}, not {correct!r}")
    numbers = numbered(seeds)
    measures = tuple(dict.fromkeys(measures))
    if not measures:
        raise SettingsError("--measure must name at least one measure")
    usual = {name: found(name).sesoi if work == WORLD else math.nan for name in measures}
    _check_amounts(measures, numbers, until, sesoi or {})
    others = [name for name in names if name != baseline]
    expected = tuple(_expectation(text, others, measures) for text in expect)
    question = StudyQuestion(
        made, base, days, window, measures, baseline, numbers, until, pair, {**usual, **(sesoi or {})}, correct,
        expected, work,
    )  # fmt: skip
    question.plans(numbers[0])  # what cannot be planned is said now
    return question


def _check_amounts(
    measures: Sequence[str], seeds: Sequence[int], until: UntilPrecise | None, sesoi: Mapping[str, float]
) -> None:
    """SettingsError unless what matters and how precise it shall be are amounts of these measures."""
    for option, named in (("--sesoi", [*sesoi]), ("--until", [until.measure] if until else [])):
        stranger = next((name for name in named if name not in measures), "")
        if stranger:
            raise SettingsError(
                f"{option} must name one of the measures {', '.join(measures)}, not {stranger!r}"
            )
    if until and len(seeds) < 2:
        raise SettingsError("--until needs at least two seeds for its first stage")
    amounts = [*sesoi.values(), *([until.half] if until else [])]
    if any(not 0 < amount < math.inf for amount in amounts):
        raise SettingsError("--sesoi and --until must give amounts above 0, such as likeness=0.02")


def _expectation(text: str, arms: Sequence[str], measures: Sequence[str]) -> Expectation:
    """`hybrid likeness < -0.01`: of the difference from the baseline."""
    found = re.fullmatch(r"\s*(\S+)\s+(\S+)\s*([<>])\s*(\S+)\s*", text)
    try:
        if found is None or found[1] not in arms or found[2] not in measures:
            raise ValueError
        return Expectation(text.strip(), found[1], found[2], found[3] == ">", float(found[4]))
    except ValueError:
        raise SettingsError(
            f"--expect must be ARM MEASURE < NUMBER or > NUMBER, such as '{arms[0]} {measures[0]} < 0', of the arms "
            f"{', '.join(arms)} and the measures {', '.join(measures)}, not {text!r}"
        ) from None
