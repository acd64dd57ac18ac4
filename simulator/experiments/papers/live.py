"""Runs a paper's model in a thread of its own, step by step, for a screen that looks in now and then.

The thread takes a frame after every so many steps; the screen takes the newest and never waits for a step.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Luck
from simulator.experiments.papers.paper import ModelMoment, Paper, PaperSetting, SteppedModel, marks
from simulator.frames.paper import (
    FINE_BINS,
    MOST_PATHS,
    Floats,
    PaperFrame,
    PaperPlan,
    PaperRow,
    Paths,
)
from simulator.settings.tree import Branch

MOMENTS = 240
"""Points of the course that are kept, evenly spaced."""
LOOKED_AT_S = 0.05
"""A step that lasts longer is looked at in any case."""


def plan_of(paper: Paper, rows: Sequence[PaperSetting]) -> PaperPlan:
    """What a screen is to know of the paper beforehand."""
    known = [row.label for row in paper.rows]
    return PaperPlan(
        name=paper.name,
        citation=paper.citation,
        plots=paper.plots,
        arms=paper.arms,
        measures=paper.measures,
        rows=tuple(
            PaperRow(row.label, row.printed, known.index(row.label) + 1 if row.label in known else 0)
            for row in rows
        ),
        tolerance=paper.tolerance,
    )


class _Run:
    """One row of the paper under way."""

    def __init__(
        self, paper: Paper, place: int, row: PaperSetting, settings: Mapping[str, object], seed: int
    ) -> None:
        made: Branch = paper.settings.model_validate(settings)
        self._paper, self._label = paper, row.label
        self._model: SteppedModel = paper.begin(made, Luck(seed))
        steps = self._model.steps
        self._marks = marks(steps, MOMENTS)
        self._paths = any(isinstance(one, Paths) for one in paper.plots)
        self.frame = PaperFrame(
            row=place,
            step=0,
            steps=steps,
            paused=False,
            figures={},
            orders={},
            at=np.zeros(0),
            span=steps,
            course={},
            counts=np.zeros(FINE_BINS, dtype=np.int64),
            paths=np.zeros((0, 0)),
            places=np.zeros((0, 0, 2)),
        )

    @property
    def pace(self) -> float:
        """Seconds that the next step shall last at least."""
        return self._model.pace

    def step(self) -> None:
        """One step, and a frame if it is time for one."""
        slow = self._model.pace > LOOKED_AT_S
        self._model.step()
        done = self.frame.step + 1
        if slow or done in self._marks:
            self.frame = self._frame(done, self._model.measure())
        else:
            self.frame = replace(self.frame, step=done)

    def _frame(self, done: int, now: ModelMoment) -> PaperFrame:
        before = self.frame
        told = replace(
            before,
            step=done,
            figures=dict(now.figures),
            orders={
                order.name: order.holds(now.figures)
                for order in self._paper.orders_of(self._label, now.figures)
            },
            counts=self._counts(now.values),
            places=now.places,
        )
        if now.course is not None:
            span = len(next(iter(now.course.values())))
            return replace(told, at=np.arange(1.0, span + 1.0), span=span, course=now.course)
        course = {
            name: np.append(before.course.get(name, np.zeros(0)), value)
            for name, value in now.figures.items()
        }
        told = replace(told, at=np.append(before.at, float(done)), course=course)
        if not self._paths:
            return told
        paths = now.values[np.newaxis, :MOST_PATHS]
        return replace(
            told, paths=np.concatenate((before.paths, paths)) if len(before.paths) else paths.copy()
        )

    def _counts(self, values: Floats) -> NDArray[np.int64]:
        if (spread := self._paper.spread) is None:
            return self.frame.counts
        known = np.clip(values[np.isfinite(values)], 0.0, spread.top)
        counts, _ = np.histogram(known, bins=FINE_BINS, range=(0.0, spread.top))
        return counts.astype(np.int64)


class LivePaper:
    """A `PaperSession` on a thread. `settings` are those of each of the `rows`."""

    def __init__(
        self, paper: Paper, rows: Sequence[PaperSetting], settings: Sequence[Mapping[str, object]], seed: int
    ) -> None:
        self._paper, self._rows, self._settings, self._seed = paper, rows, settings, seed
        self.plan = plan_of(paper, rows)
        self._runs: dict[int, _Run] = {}
        self._row, self._paused, self._closed = 0, False, False
        self._failure: Exception | None = None
        self._wake = threading.Condition()
        self._run = self._run_of(0)
        self._thread = threading.Thread(target=self._work, name="paper", daemon=True)
        self._thread.start()

    def watch(self, row: int) -> None:
        """Run this row, from where it was left."""
        with self._wake:
            self._row, self._run = row, self._run_of(row)
            self._wake.notify()

    def pause(self, on: bool) -> None:
        """Stand still, or go on."""
        with self._wake:
            self._paused = on
            self._wake.notify()

    def restart(self) -> None:
        """Begin the row that is watched anew."""
        with self._wake:
            self._runs.pop(self._row, None)
            self._run = self._run_of(self._row)
            self._wake.notify()

    def poll(self) -> PaperFrame:
        """How things stand. Raises whatever made the model fail."""
        if self._failure is not None:
            raise self._failure
        return replace(self._run.frame, paused=self._paused)

    def close(self) -> None:
        """End the thread after the step it is in."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join()

    def _run_of(self, row: int) -> _Run:
        if row not in self._runs:
            self._runs[row] = _Run(self._paper, row, self._rows[row], self._settings[row], self._seed)
        return self._runs[row]

    def _work(self) -> None:
        try:
            while (run := self._next()) is not None:
                due = monotonic() + run.pace
                run.step()
                self._rest(run, due)
        except Exception as error:  # the screen raises it where somebody sees it
            self._failure = error

    def _next(self) -> _Run | None:
        """The run to go on with, once there is one; None at the end."""
        with self._wake:
            self._wake.wait_for(lambda: self._closed or not (self._paused or self._run.frame.done))
            return None if self._closed else self._run

    def _rest(self, run: _Run, due: float) -> None:
        """Let the step that was done stand until then, unless something else is asked for."""
        with self._wake:
            self._wake.wait_for(lambda: self._closed or self._run is not run, max(due - monotonic(), 0.0))
