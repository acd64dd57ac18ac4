"""Runs a paper's model in a thread of its own, step by step, for a screen that looks in now and then.

The thread takes a frame after every so many steps; the screen takes the newest and never waits for a step.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from recommender.luck import Luck
from simulator.experiments.papers.paper import (
    ModelMoment,
    Paper,
    PaperSetting,
    SteppedModel,
    Watchable,
    marks,
)
from simulator.frames.paper import FINE_BINS, PaperFrame, PaperPlan, PaperRow
from simulator.settings.errors import SettingsError
from simulator.settings.tree import Branch

MOMENTS = 240
"""Points of the course that are kept, evenly spaced."""


def watchable(paper: Paper) -> Watchable:
    """How this paper is watched. SettingsError where it has nothing that goes step by step."""
    if paper.live is None:
        raise SettingsError(f"--screen: {paper.name} has no screen, its figures are of many short runs")
    return paper.live


class _Run:
    """One row of the paper under way."""

    def __init__(self, paper: Paper, row: int, settings: Mapping[str, object], seed: int) -> None:
        made: Branch = paper.settings.model_validate(settings)
        live = watchable(paper)
        self._model: SteppedModel = live.begin(made, Luck(seed))
        self._states = [*live.states]
        self._top = live.top
        steps = cast("int", settings["steps"])
        self._marks = marks(steps, MOMENTS)
        nothing = np.zeros((0, len(self._states)))
        counts = np.zeros(FINE_BINS, dtype=np.int64)
        self.frame = PaperFrame(row, 0, steps, False, counts, {}, np.zeros(0), nothing)

    def step(self) -> None:
        """One step, and a frame if it is time for one."""
        self._model.step()
        done = self.frame.step + 1
        if done in self._marks:
            self.frame = self._frame(done, self._model.measure())
        else:
            self.frame = replace(self.frame, step=done)

    def _frame(self, done: int, now: ModelMoment) -> PaperFrame:
        known = np.clip(now.values[np.isfinite(now.values)], 0.0, self._top)
        counts, _ = np.histogram(known, bins=FINE_BINS, range=(0.0, self._top))
        shares = np.array([[now.figures[name] for name in self._states]])
        return replace(
            self.frame,
            step=done,
            counts=counts.astype(np.int64),
            figures=dict(now.figures),
            at=np.append(self.frame.at, float(done)),
            shares=np.concatenate((self.frame.shares, shares)),
        )


class LivePaper:
    """A `PaperSession` on a thread. `settings` are those of each of the `rows`."""

    def __init__(
        self, paper: Paper, rows: Sequence[PaperSetting], settings: Sequence[Mapping[str, object]], seed: int
    ) -> None:
        self._paper, self._settings, self._seed = paper, settings, seed
        self.plan = PaperPlan(
            name=paper.name,
            citation=paper.citation,
            people=cast("int", settings[0]["people"]),
            states=tuple((name, *ends) for name, ends in watchable(paper).states.items()),
            rows=tuple(PaperRow(row.label, row.printed) for row in rows),
            tolerance=paper.tolerance,
        )
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
            self._runs[row] = _Run(self._paper, row, self._settings[row], self._seed)
        return self._runs[row]

    def _work(self) -> None:
        try:
            while (run := self._next()) is not None:
                run.step()
        except Exception as error:  # the screen raises it where somebody sees it
            self._failure = error

    def _next(self) -> _Run | None:
        """The run to go on with, once there is one; None at the end."""
        with self._wake:
            self._wake.wait_for(lambda: self._closed or not (self._paused or self._run.frame.done))
            return None if self._closed else self._run
