"""How a study goes on: what it will take, what is done, how long the rest takes, and when the time allowed is up."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from simulator.experiments.studies.carrying import Crew, CrewGone, carried_out
from simulator.experiments.studies.crews import crew
from simulator.experiments.studies.outcome import Where
from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import RunRow
from simulator.experiments.studies.store import Store
from simulator.recording.errors import RecordingError
from simulator.settings.tree import SettingsError

Tell = Callable[[str], None]
"""Takes one line about how the study goes on."""

_PROBE_HOURS = 24
_WARM_HOURS = 8
"""Hours of the probe that are not timed: something may be compiled in them."""


def lasting(seconds: float) -> str:
    """`40 s`, `12 min` or `3.5 h`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6_000 else f"{seconds / 3_600:.1f} h"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def span(text: str, option: str = "--budget") -> float:
    """Seconds of `90s`, `10m` or `2h`. SettingsError otherwise."""
    units = {"s": 1.0, "m": 60.0, "h": 3_600.0}
    try:
        seconds = float(text[:-1]) * units[text[-1:]]
    except (ValueError, KeyError):
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise SettingsError(f"{option} must be a time such as 90s, 10m or 2h, not {text!r}")
    return seconds


def expected_seconds(plan: Plan) -> float:
    """Seconds that such a run is expected to take here, from the first day of its world without a past.

    Less than the truth where a world grows slower as it grows older.
    """
    from simulator.experiments.wiring import build
    from simulator.settings.files import override

    world = build(override(plan.settings, {"world.past_days": 0}), (plan.settings.feed.algorithm,))
    for _ in range(_WARM_HOURS):
        world.engine.step()
    begun = time.perf_counter()
    for _ in range(_WARM_HOURS, _PROBE_HOURS):
        world.engine.step()
    an_hour = (time.perf_counter() - begun) / (_PROBE_HOURS - _WARM_HOURS)
    return an_hour * (plan.ticks + plan.settings.world.past_days * 24)


class Course:
    """The runs of one study. Interrupted, or left by its crew, it keeps what is done."""

    def __init__(
        self,
        hands: Crew,
        store: Store | None,
        tell: Tell | None = None,
        budget_s: float | None = None,
        foresee: Callable[[Plan], float] = expected_seconds,
    ) -> None:
        """`foresee` says how many seconds such a run takes here; NaN where nothing tells."""
        self._hands, self._store, self._expected = hands, store, foresee
        self._tell = tell or _silent
        self._quiet = tell is None
        self._begun = time.monotonic()
        self._ends = None if budget_s is None else self._begun + budget_s
        self.each_s = 0.0
        """Seconds from one run's end to the next, as expected or as measured."""
        self.rows: dict[str, RunRow] = {}
        """By key."""
        self.ended_early = ""
        """Why not all is there: `interrupted`, `budget`, or what became of the crew."""
        self.reserved = 0
        """Runs to come that a budget keeps time for, though never more than half of it."""

    def run(self, groups: Sequence[Sequence[Plan]], called: Mapping[str, str]) -> None:
        """Carry out all plans; a group is begun only if there is time for all of it. `called` has words for keys."""
        known = self._known(groups)
        missing = {plan.key for group in groups for plan in group} - known.keys()
        if known:
            self._tell(f"{len(known)} of {len(known) + len(missing)} runs are in the store")
        if missing:
            self._foresee(groups, known)
        try:
            self._carry_out(groups, known, called, len(missing))
        except KeyboardInterrupt:
            self.ended_early = "interrupted"
            self._hands.close(now=True)
        except CrewGone as error:
            self.ended_early = str(error)

    def lived(
        self,
        groups: Iterable[Mapping[tuple[Where, int], Plan]],
        called: Callable[[Where], str] = str,
    ) -> dict[tuple[Where, int], RunRow]:
        """The rows of all plans that ended, by where they belong and their seed; `called` has words for the where."""
        plans = [dict(group) for group in groups]
        every = {place: plan for group in plans for place, plan in group.items()}
        words = {plan.key: f"{called(where)}, seed {seed}" for (where, seed), plan in every.items()}
        self.run([[*group.values()] for group in plans], words)
        return {place: self.rows[plan.key] for place, plan in every.items() if plan.key in self.rows}

    def whole(
        self,
        groups: Iterable[Mapping[tuple[Where, int], Plan]],
        called: Callable[[Where], str] = str,
    ) -> dict[tuple[Where, int], RunRow]:
        """The same where nothing can be told of a part: KeyboardInterrupt if interrupted, RecordingError that names a
        run which failed, or says that nobody was left to run the rest. What is done is kept."""
        rows = self.lived(groups, called)
        if self.ended_early == "interrupted":
            raise KeyboardInterrupt
        for (where, seed), row in rows.items():
            if not row.done:
                raise RecordingError(f"the run of {called(where)}, seed {seed}, failed: {row.error}")
        if self.ended_early:
            raise RecordingError(self.ended_early)
        return rows

    def _known(self, groups: Sequence[Sequence[Plan]]) -> dict[str, RunRow]:
        keys = {plan.key for group in groups for plan in group} - self.rows.keys()
        if self._store is not None:
            self.rows |= self._store.rows(keys)
        return {plan.key: self.rows[plan.key] for group in groups for plan in group if plan.key in self.rows}

    def _foresee(self, groups: Sequence[Sequence[Plan]], known: Mapping[str, RunRow]) -> None:
        missing = list(
            {plan.key: plan for group in groups for plan in group if plan.key not in known}.values()
        )
        if (
            not self.each_s
            and missing[0].work.startswith("simulator.")
            and (self._ends is not None or not self._quiet)
        ):
            self._tell(f"{_count(len(missing), 'run')} to live; a short try says how long that takes ...")
            expected = self._expected(missing[0])
            self.each_s = 0.0 if math.isnan(expected) else expected / self._hands.workers
        if self.each_s:
            self._tell(
                f"{_count(len(missing), 'run')} on {_count(self._hands.workers, 'worker')}: about "
                f"{lasting(self.each_s * len(missing))}, {lasting(self.each_s * self._hands.workers)} a run"
            )
            self._spare(len(missing))
        least = sum(len(group) for group in groups[:2])
        if self._ends is not None and not self.rows and self.each_s * least > self._ends - time.monotonic():
            raise SettingsError(
                f"--budget is too short: two seeds of all arms take about {lasting(self.each_s * least)}; make the "
                f"world or the days fewer, or compare fewer arms"
            )

    def _spare(self, missing: int) -> None:
        """Say it now if the time allowed is for a part of them."""
        if self._ends is None:
            return
        left = max(0.0, self._left_s(self._ends))
        if self.each_s * missing > left:
            self._tell(f"There is time for about {int(left / self.each_s)} of them (--budget)")

    def _carry_out(
        self,
        groups: Sequence[Sequence[Plan]],
        known: Mapping[str, RunRow],
        called: Mapping[str, str],
        missing: int,
    ) -> None:
        done = 0
        begun = time.monotonic()
        for plan, row, old in carried_out(self._in_time(groups, known), self._hands, self._store, known):
            self.rows[plan.key] = row
            if old:
                continue
            done += 1
            if done >= self._hands.workers or not self.each_s:  # the first ends when others are half done
                self.each_s = (time.monotonic() - begun) / done
            how = f"failed: {row.error}" if not row.done else lasting(row.seconds)
            left = f"; about {lasting(self.each_s * (missing - done))} left" if done < missing else ""
            self._tell(f"{done} of {missing}  {called.get(plan.key, plan.key[:12])}: {how}{left}")

    def _left_s(self, ends: float) -> float:
        """Seconds that are left of the budget, without what is kept for other runs."""
        return ends - time.monotonic() - min(self.reserved * self.each_s, (ends - self._begun) / 2)

    def _in_time(self, groups: Iterable[Sequence[Plan]], known: Mapping[str, RunRow]) -> Iterator[Plan]:
        met: set[str] = set()
        for group in groups:
            fresh = sum(plan.key not in known for plan in group)
            if fresh and self._ends is not None and self._left_s(self._ends) < self.each_s * fresh:
                self.ended_early = "budget"
                return
            for plan in group:
                if plan.key not in met:
                    met.add(plan.key)
                    yield plan


@contextmanager
def begun(
    executor: str | Executor,
    store: Store | Path | None,
    tell: Tell | None,
    budget_s: float | None,
    foresee: Callable[[Plan], float] = expected_seconds,
) -> Generator[Course]:
    """The course of a study that this executor carries out; `store` None is the usual folder. SettingsError if nobody
    is called so."""
    with crew(executor) as hands:
        yield Course(hands, store if isinstance(store, Store) else Store(store), tell, budget_s, foresee)


def _silent(_: str) -> None:
    pass
