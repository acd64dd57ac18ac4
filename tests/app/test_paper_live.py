"""The thread that steps a paper's model beside its screen."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

import numpy as np
import pytest

from simulator.cli.paper import validated
from simulator.experiments.papers import PAPERS
from simulator.experiments.papers.course import live
from simulator.experiments.papers.live import LivePaper
from simulator.frames.paper import (
    MOST_PATHS,
    ArmCurves,
    Paths,
    Ring,
)
from tests.app.papers import PAPER, STATES


def until(happened: Callable[[], bool]) -> None:
    end = monotonic() + 120
    while not happened():
        assert monotonic() < end
        sleep(0.005)


def test_the_thread_runs_what_the_verb_runs_and_rows_keep_their_place() -> None:
    given = {"people": 60, "steps": 150}
    settings = [validated(PAPER, {**row.changes, **given}) for row in PAPER.rows]
    session = LivePaper(PAPER, PAPER.rows, settings, seed=4)
    try:
        until(lambda: session.poll().done)
        first = session.poll()
        course = live(PAPER.name, PAPER.rows[0], settings[0], 4)
        assert first.figures == course.figures
        assert first.counts.sum() == 60
        np.testing.assert_allclose(sum(first.course[name] for name in STATES), 1.0)
        assert (np.diff(first.at) > 0).all() and first.at[-1] == 150
        session.pause(True)
        session.watch(1)
        sleep(0.02)
        stood = session.poll()
        assert (stood.row, stood.step, stood.paused) == (1, stood.step, True) and stood.step <= 1
        session.pause(False)
        until(lambda: session.poll().done)
        session.watch(0)
        assert session.poll().done
        session.restart()
        until(lambda: session.poll().done)
        assert session.poll().figures == first.figures
    finally:
        session.close()
    assert not session._thread.is_alive()  # pyright: ignore[reportPrivateUsage]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("aridor2020", {"people": 8, "populations": 1, "items": 40, "choices": 5}),
        ("chaney2018", {"simulations": 2, "people": 10, "steps": 12, "startup": 3}),
        ("fleder2009", {"runs": 20, "purchases": 8, "people": 12, "products": 12}),
        ("jiang2019", {"people": 2, "steps": 40}),
        ("burghardt2022", {"agents": 40, "items": 20, "steps": 6, "realisations": 3}),
    ],
)
def test_a_course_ends_at_the_figures_of_the_table(name: str, given: dict[str, int]) -> None:
    """Step by step on the screen, and at once for the table: the same code, the same luck, the same figures."""
    paper = PAPERS[name]
    settings = [validated(paper, {**row.changes, **given}) for row in paper.rows[:1]]
    session = LivePaper(paper, paper.rows[:1], settings, seed=4)
    try:
        until(lambda: session.poll().done)
        shown = session.poll()
    finally:
        session.close()
    wanted = live(name, paper.rows[0], settings[0], 4).figures
    assert shown.figures == pytest.approx(wanted, nan_ok=True) and len(wanted) > 3
    for one in paper.plots:
        if isinstance(one, ArmCurves):
            for arm in one.arms:
                over = shown.course[f"{one.measure}_{arm}"]
                assert over.shape == shown.at.shape and len(over) > 3
                assert over[-1] == shown.figures[f"{one.measure}_{arm}"]
        elif isinstance(one, Paths):
            assert shown.paths.shape[0] == len(shown.at) and 2 < shown.paths.shape[1] <= MOST_PATHS
        elif isinstance(one, Ring):
            assert shown.places.shape == (3, 8, 2) and (shown.places >= 0).all() and (shown.places < 1).all()
    assert shown.at[-1] == shown.span
    assert [*shown.orders] == [order.name for order in paper.orders_of(paper.rows[0].label, shown.figures)]


def test_a_model_that_is_quick_is_held_up_so_that_it_can_be_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{PAPER.begin.__module__}.PiaoModel.pace", 30.0)
    session = LivePaper(PAPER, PAPER.rows[:2], [validated(PAPER, {"people": 5, "steps": 20})] * 2, seed=4)
    try:
        until(lambda: session.poll().step == 1)
        sleep(0.05)
        assert session.poll().step == 1 and session.poll().counts.sum() == 5  # looked at, as it stands long
        session.watch(1)  # and yet it obeys at once
        until(lambda: session.poll().row == 1 and session.poll().step == 1)
    finally:
        session.close()


def test_what_fails_in_the_thread_is_raised_to_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ArithmeticError("no such number")

    monkeypatch.setattr("simulator.experiments.papers.piao2023.PiaoModel.step", fail)
    session = LivePaper(PAPER, PAPER.rows[:1], [validated(PAPER, {"people": 5, "steps": 20})], seed=4)
    session._thread.join()  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(ArithmeticError, match="no such number"):
        session.poll()
    session.close()
