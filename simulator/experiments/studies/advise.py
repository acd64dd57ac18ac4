"""What should a creator do, and how sure is that? Tactics are tried in the same worlds with the same luck, one by one,
then the best pairs; the finalists are tried again with fresh seeds.

Rounds halve (Karnin, Koren, Somekh 2013): all tactics on a few seeds, the better half on twice as many, and so on. Who
comes through has been lucky, too; so what is told of finalists comes from seeds that had no say in choosing them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path

from simulator.experiments.claims.student import holm
from simulator.experiments.studies.career import GOALS, NEW, WORK, check
from simulator.experiments.studies.course import Course, Tell, begun
from simulator.experiments.studies.inference import Estimate, Saved, Verdict, estimate, saved, verdict
from simulator.experiments.studies.outcome import Outcome
from simulator.experiments.studies.plan import Plan, planned
from simulator.experiments.studies.run import RunRow
from simulator.experiments.studies.store import Store
from simulator.experiments.studies.tactics import TACTICS, Tactic
from simulator.experiments.studies.tidy import TidyTable, html_table, tall
from simulator.settings.errors import SettingsError, one_of
from simulator.settings.files import on_platform, override
from simulator.settings.tree import Settings

USUAL = Tactic("usual", {})
"""Works as before, or in the middle of every lever."""
ROUNDING = 1.0 / 6.0
"""Least variance of a difference between two counts of people, each a whole number: a few worlds that happen to differ
by the same are not certainty (Sheppard 1898)."""
PAIRED = 4
"""Of the best single tactics, all pairs are tried."""
LEAST_PEOPLE, LEAST_POINTS = 0.005, 2.0
"""Smallest effects that matter: share of all people, and points of trust. Assumptions."""
PLATFORMS = ("douyin", "kuaishou", "bilibili")
TEMPOS = {"slow": 0.1, "fast": 4.0}
"""Speeds of taste, in times `taste.drift`, at which it is asked whether the advice holds."""


@dataclass(frozen=True)
class AdviceTerms:
    """What is asked."""

    base: Settings
    creator: str
    topic: str
    goal: str
    days: float
    effort: float
    tactics: tuple[Tactic, ...]
    first_seed: int
    seeds: int
    """Of the first round."""
    fresh: int
    """Of the last, which nothing was chosen by."""
    finalists: int
    robust: bool
    work: str = WORK

    @property
    def least(self) -> float:
        """Smallest effect that matters, in people or points."""
        return LEAST_POINTS if self.goal == "trust" else max(1.0, LEAST_PEOPLE * self.base.world.people)

    @property
    def most_runs(self) -> int:
        """Of all rounds together; fewer where two tactics turn the same lever and make no pair."""
        left, seeds = len(self.tactics), self.seeds
        runs = (1 + left) * seeds
        while left > (least := max(self.finalists, PAIRED)):
            left = max(least, math.ceil(left / 2))
            runs += (1 + left) * seeds  # the other half of the seeds is there
            seeds *= 2
        pairs = math.comb(min(left, PAIRED), 2)
        worst = len(self.tactics) > self.finalists
        runs += pairs * seeds + (1 + min(self.finalists, left + pairs) + worst) * self.fresh
        return runs + (2 * self.fresh * (len(PLATFORMS) + len(TEMPOS)) if self.robust else 0)

    def plan(self, tactic: Tactic, seed: int, base: Settings | None = None) -> Plan:
        world = override(base or self.base, {"seed": seed})
        asked = {
            "creator": self.creator if self.creator == NEW else int(self.creator),
            "topic": self.topic,
            "effort": self.effort,
            "levers": dict(tactic.levers),
        }
        return planned(world, self.days, work=self.work, asked=asked)


@dataclass(frozen=True, slots=True)
class TacticResult:
    """A tactic beside working as usual."""

    tactic: Tactic
    difference: Estimate
    """People won, or points of trust, more than as usual."""
    p: float
    """Of no difference, adjusted for those it was tried with."""
    verdict: Verdict
    """Larger than the smallest effect that matters?"""
    best: float
    """Share of seeds in which none of those it was tried with did better."""
    saved: Saved
    pairs: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The best tactic under other circumstances."""

    where: str
    """A platform's name, or a key of `TEMPOS`."""
    difference: Estimate


@dataclass(frozen=True)
class Advice(Outcome[str]):
    """What came out."""

    terms: AdviceTerms
    usual: float
    """What working as usual brings, mean over the fresh seeds."""
    finals: tuple[TacticResult, ...]
    """Of fresh seeds, best first: the finalists, and what did worst in the first round."""
    screened: tuple[TacticResult, ...]
    """All others, from the seeds of the rounds they were in: good for telling what does little or harm."""
    elsewhere: tuple[Elsewhere, ...]
    wanted: int
    """Runs of all rounds that were begun."""
    ended_early: str = ""
    rows: Mapping[tuple[str, int], RunRow] = field(default_factory=dict[tuple[str, int], RunRow])
    """Every run by tactic (on another platform `douyin/quality`) and seed."""

    @cached_property
    def values(self) -> TidyTable:
        """A tidy table, by column: tactic, seed, measure (the goal), value; NaN of runs that failed."""
        told = [
            (name, seed, self.terms.goal, row[self.terms.goal]) for (name, seed), row in self.rows.items()
        ]
        return tall(told, "tactic")

    def _repr_html_(self) -> str:
        """The finalists, then the others, as a table for notebooks."""
        heads = ("tactic", "difference", "low", "high", "p", "larger?", "best", "pairs")
        rows = [
            (
                one.tactic.key, f"{one.difference.mean:+.1f}", f"{one.difference.interval().low:+.1f}",
                f"{one.difference.interval().high:+.1f}", f"{one.p:.3f}", one.verdict, f"{one.best:.2f}", one.pairs,
            )
            for one in (*self.finals, *self.screened)
        ]  # fmt: skip
        return html_table(heads, rows)

    @cached_property
    def sure(self) -> tuple[TacticResult, ...]:
        """Finalists that help by as much as matters, or maybe so."""
        return tuple(
            one for one in self.finals if one.p < 0.05 and one.difference.mean > 0 and one not in self.little
        )

    @cached_property
    def also(self) -> tuple[TacticResult, ...]:
        """Those that helped in their rounds, and were less good than the finalists."""
        return tuple(
            one
            for one in self.screened
            if one.p < 0.05 and one.difference.mean > 0 and one not in self.little
        )

    @cached_property
    def harmful(self) -> tuple[TacticResult, ...]:
        every = (*self.finals, *self.screened)
        return tuple(
            one for one in every if one.p < 0.05 and one.difference.mean < 0 and one not in self.little
        )

    @cached_property
    def little(self) -> tuple[TacticResult, ...]:
        """Those that make no difference larger than the smallest that matters."""
        return tuple(one for one in (*self.finals, *self.screened) if one.verdict in ("equal", "no"))


def advise(
    *,
    base: Settings | None = None,
    creator: str = NEW,
    topic: str = "food",
    goal: str = "followers",
    days: float = 90.0,
    effort: float = 1.0,
    tactics: Sequence[str] | None = None,
    seeds: int = 4,
    fresh: int = 16,
    finalists: int = 3,
    first_seed: int = 1,
    robust: bool = True,
    executor: str | Executor = "processes",
    store: Store | Path | None = None,
    budget_s: float | None = None,
    tell: Tell | None = None,
    work: str = WORK,
) -> Advice:
    """Try the tactics of a creator in worlds of `base` (the demo), and say which help.

    `tactics` are keys of `TACTICS`; None takes all. SettingsError says what cannot be.
    """
    from simulator.settings.files import load_preset

    base = base or load_preset("demo")
    check(base, creator, topic)
    one_of("--goal", goal, GOALS)
    if not 0.0 < effort <= 20.0:
        raise SettingsError(f"--effort must be above 0 and at most 20, not {effort:g}")
    if seeds < 2 or fresh < 2 or finalists < 1:
        raise SettingsError("--seeds and --fresh must be at least 2, and --finalists at least 1")
    chosen = tuple(TACTICS[one_of("--tactics", name, TACTICS)] for name in (tactics or TACTICS))
    terms = AdviceTerms(
        base, creator, topic, goal, days, effort, chosen, first_seed, seeds, fresh, finalists, robust, work
    )
    with begun(executor, store, tell, budget_s) as course:
        return _Contest(terms, course, tell).held()


class _Contest:
    """The rounds of one advice."""

    def __init__(self, terms: AdviceTerms, course: Course, tell: Tell | None) -> None:
        self._terms, self._course, self._tell = terms, course, tell
        self._rows: dict[tuple[str, int], RunRow] = {}
        self._wanted = 0

    def held(self) -> Advice:
        terms = self._terms
        left, seeds = list(terms.tactics), terms.seeds
        out: list[tuple[Tactic, int]] = []
        if self._tell:
            self._tell(
                f"At most {terms.most_runs} runs, in rounds: what does best in one goes on to the next"
            )
        self._course.reserved = (1 + terms.finalists) * terms.fresh
        self._round([USUAL, *left], self._numbers(seeds), f"{len(left)} tactics")
        ranked = self._ranked(left, seeds)
        while len(ranked) > max(terms.finalists, PAIRED) and not self._course.ended_early:
            keep = max(terms.finalists, PAIRED, math.ceil(len(ranked) / 2))
            out += [(one, seeds) for one in ranked[keep:]]
            left, seeds = ranked[:keep], 2 * seeds
            self._round([USUAL, *left], self._numbers(seeds), f"the better {len(left)}")
            ranked = self._ranked(left, seeds)
        couples = [two for a, b in combinations(ranked[:PAIRED], 2) if (two := a.with_(b))]
        if couples and not self._course.ended_early:
            self._round([USUAL, *couples], self._numbers(seeds), f"{len(couples)} pairs")
            ranked = self._ranked([*ranked, *couples], seeds)
        finals = ranked[: terms.finalists]
        out += [(one, seeds) for one in ranked[terms.finalists :]]
        # What to keep away from is worth fresh seeds, too.
        worst = self._ranked(terms.tactics, terms.seeds)[-1]
        if worst not in finals and len(terms.tactics) > terms.finalists:
            finals, out = [*finals, worst], [each for each in out if each[0] != worst]
        fresh = range(terms.first_seed + seeds, terms.first_seed + seeds + terms.fresh)
        cut = self._course.ended_early
        if cut == "budget":  # of the rounds: what was kept is for those that are best so far
            self._course.ended_early = ""
        self._course.reserved = 0
        if not self._course.ended_early:
            self._round([USUAL, *finals], fresh, f"{len(finals)} on fresh seeds, the worst among them")
        found = self._tried(finals, fresh)
        elsewhere: tuple[Elsewhere, ...] = ()
        if terms.robust and found and not self._course.ended_early:
            elsewhere = self._elsewhere(found[0].tactic, fresh)
        usual = [row[terms.goal] for seed in fresh if (row := self._rows.get(("usual", seed))) and row.done]
        return Advice(
            terms,
            math.fsum(usual) / len(usual) if usual else math.nan,
            found,
            self._screened(out),
            elsewhere,
            self._wanted,
            self._course.ended_early or cut,
            self._rows,
        )

    def _numbers(self, count: int) -> range:
        return range(self._terms.first_seed, self._terms.first_seed + count)

    def _round(self, tactics: Sequence[Tactic], seeds: Sequence[int], called: str) -> None:
        if self._tell:
            self._tell(f"Round: {called}, {len(seeds)} seeds")
        self._lived(tactics, seeds, self._terms.plan, "")

    def _lived(
        self, tactics: Sequence[Tactic], seeds: Sequence[int], plan: Callable[[Tactic, int], Plan], where: str
    ) -> None:
        groups = [{(f"{where}{one.key}", seed): plan(one, seed) for one in tactics} for seed in seeds]
        self._wanted += sum(place not in self._rows for group in groups for place in group)
        self._rows |= self._course.lived(groups)

    def _apart(self, name: str, seeds: Sequence[int], usual: str = "usual") -> list[tuple[float, float]]:
        """(as usual, with the tactic) of the seeds where both are there."""
        pairs = ((self._rows.get((usual, seed)), self._rows.get((name, seed))) for seed in seeds)
        goal = self._terms.goal
        return [(a[goal], b[goal]) for a, b in pairs if a and b and a.done and b.done]

    def _ranked(self, tactics: Sequence[Tactic], seeds: int) -> list[Tactic]:
        """Best mean difference first; in the order they were named where equal."""

        def worth(one: Tactic) -> float:
            found = estimate([b - a for a, b in self._apart(one.key, self._numbers(seeds))]).mean
            return -math.inf if math.isnan(found) else found

        return sorted(tactics, key=worth, reverse=True)

    def _tried(self, tactics: Sequence[Tactic], seeds: Sequence[int]) -> tuple[TacticResult, ...]:
        """Best first."""
        made = [one for tactic in tactics if (one := self._one(tactic, seeds))]
        best = self._best([one.tactic.key for one in made], seeds)
        return tuple(
            replace(one, best=best[one.tactic.key])
            for one in sorted(self._adjusted(made), key=lambda one: -one.difference.mean)
        )

    def _screened(self, out: Sequence[tuple[Tactic, int]]) -> tuple[TacticResult, ...]:
        made = [one for tactic, count in out if (one := self._one(tactic, self._numbers(count)))]
        return tuple(sorted(self._adjusted(made), key=lambda one: -one.difference.mean))

    def _one(self, tactic: Tactic, seeds: Sequence[int]) -> TacticResult | None:
        pairs = self._apart(tactic.key, seeds)
        if len(pairs) < 2:
            return None
        found = estimate([b - a for a, b in pairs])
        if self._terms.goal != "trust":
            found = replace(found, error=max(found.error, math.sqrt(ROUNDING / len(pairs))))
        kept = saved([b for _, b in pairs], [a for a, _ in pairs])
        return TacticResult(tactic, found, found.p(), "open", math.nan, kept, len(pairs))

    def _adjusted(self, tried: Sequence[TacticResult]) -> list[TacticResult]:
        least = self._terms.least
        p = holm([one.difference.p() for one in tried])
        larger = holm([one.difference.p_larger(least) for one in tried])
        equal = holm([one.difference.p_equal(least) for one in tried])
        return [
            replace(one, p=p[at], verdict=verdict(larger[at], equal[at], one.difference.interval()))
            for at, one in enumerate(tried)
        ]

    def _best(self, names: Sequence[str], seeds: Sequence[int]) -> Mapping[str, float]:
        """Of working as usual and each of these, how often it was (with others, in parts) the best."""
        won, counted, every = dict.fromkeys(("usual", *names), 0.0), 0, ("usual", *names)
        for seed in seeds:
            values = {name: row[self._terms.goal] for name in every if (row := self._rows.get((name, seed)))}
            if len(values) < len(every) or any(math.isnan(value) for value in values.values()):
                continue
            counted += 1
            winners = [name for name, value in values.items() if value == max(values.values())]
            for name in winners:
                won[name] += 1.0 / len(winners)
        return {name: count / counted if counted else math.nan for name, count in won.items()}

    def _elsewhere(self, tactic: Tactic, seeds: Sequence[int]) -> tuple[Elsewhere, ...]:
        base = self._terms.base
        worlds = {name: on_platform(name, base) for name in PLATFORMS}
        worlds |= {
            name: override(base, {"taste.drift": min(1.0, base.taste.drift * times)})
            for name, times in TEMPOS.items()
        }
        if self._tell:
            self._tell(f"Does it hold elsewhere? {', '.join(worlds)}")
        found: list[Elsewhere] = []
        for where, world in worlds.items():
            if self._course.ended_early:
                break

            def there(one: Tactic, seed: int, world: Settings = world) -> Plan:
                return self._terms.plan(one, seed, world)

            self._lived([USUAL, tactic], seeds, there, f"{where}/")
            pairs = self._apart(f"{where}/{tactic.key}", seeds, f"{where}/usual")
            if len(pairs) > 1:
                found.append(Elsewhere(where, estimate([b - a for a, b in pairs])))
        return tuple(found)
