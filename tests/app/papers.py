"""Papers on their screen without a model: frames, a session that stands still, and the app around it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.app.app import FeedscopeApp
from simulator.app.preferences import PreferenceFile
from simulator.app.screens.lone import NoWorld
from simulator.experiments.papers import PAPERS
from simulator.experiments.papers.live import plan_of
from simulator.frames.paper import (
    FINE_BINS,
    ArmCurves,
    PaperFrame,
    PaperPlan,
    Spread,
)
from simulator.rooms.paper.screen import PaperRoom

PAPER = PAPERS["piao2023"]
PLAN = plan_of(PAPER, PAPER.rows)
STATES = ("deep", "partial", "varied")
SPREAD = PAPER.spread or Spread("", {})


def plan_for(name: str) -> PaperPlan:
    return plan_of(PAPERS[name], PAPERS[name].rows)


def frame(row: int = 2, step: int = 2_000, paused: bool = True) -> PaperFrame:
    """A run two fifths done: cocoons have grown to 70 of 100 people, and 20 are on the way there."""
    at = np.linspace(100, step, 20)
    deep = 0.7 * at / step
    measure = np.random.default_rng(3).gamma(2.0, 0.14, 1_000)
    counts, _ = np.histogram(measure, bins=FINE_BINS, range=(0.0, 2.0))
    return PaperFrame(
        row=row,
        step=step,
        steps=5_000,
        paused=paused,
        figures={"mean": 0.13, "deep": 0.7, "partial": 0.2, "varied": 0.1},
        orders={},
        at=at,
        span=5_000,
        course={"deep": deep, "partial": np.full(20, 0.2), "varied": 0.8 - deep},
        counts=counts,
        paths=np.zeros((0, 0)),
        places=np.zeros((0, 0, 2)),
    )


def lined(name: str, row: int = 0) -> PaperFrame:
    """A run of any paper, two fifths done: every curve rises evenly, each further from 0 than the last, and is a tenth
    of the way up for each step. Everybody of the first arm stays, of the second moves to one item."""
    paper = PAPERS[name]
    at = np.arange(1.0, 21.0)
    names = [f"{measure}_{arm}" for measure in paper.measures for arm in paper.arms]
    names += [name for row in paper.rows for name in row.printed]
    names += [f"{one.measure}_{arm}" for one in paper.plots if isinstance(one, ArmCurves) for arm in one.arms]
    course = {name: (1 + place) * at / 100 for place, name in enumerate(dict.fromkeys(names))}
    here = np.linspace(0.0, 0.9, 10)
    ring = [np.stack([here, here], 1), np.stack([here, np.full(10, 0.5)], 1), np.stack([here, here[::-1]], 1)]
    figures = {name: float(over[-1]) for name, over in course.items()}
    return PaperFrame(
        row=row,
        step=20,
        steps=50,
        paused=True,
        figures=figures,
        orders={
            order.name: order.holds(figures) for order in paper.orders_of(paper.rows[row].label, figures)
        },
        at=at,
        span=50,
        course=course,
        counts=np.zeros(FINE_BINS, dtype=np.int64),
        paths=np.outer(at, np.arange(1, 7)) / 200,
        places=np.stack(ring),
    )


class StillPaper:
    """A session that stands still and remembers what it was told."""

    def __init__(self, name: str = "piao2023", row: int = 0) -> None:
        self.plan = plan_for(name)
        self.frame = frame() if name == "piao2023" else lined(name, row)
        self.told: list[object] = []

    def watch(self, row: int) -> None:
        self.told.append(row)
        self.frame = replace(self.frame, row=row)

    def pause(self, on: bool) -> None:
        self.told.append(on)
        self.frame = replace(self.frame, paused=on)

    def restart(self) -> None:
        self.told.append("restart")

    def poll(self) -> PaperFrame:
        return self.frame

    def close(self) -> None:
        self.told.append("close")


def paper_app(session: StillPaper, memory: PreferenceFile | None = None) -> FeedscopeApp:
    """The app as `feedscope paper NAME --screen` opens it."""
    return FeedscopeApp(NoWorld(), "en", memory=memory, alone=PaperRoom(session, "en"))
