"""The screen on which a paper's model runs: what it draws, what its keys do, and the thread that steps the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic, sleep

import numpy as np
import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from simulator.app.paper_app import PaperApp
from simulator.app.paper_page import grouped, over_time, page, state_of
from simulator.cli.paper import validated
from simulator.experiments.papers import PAPERS
from simulator.experiments.papers.course import live
from simulator.experiments.papers.live import LivePaper, watchable
from simulator.frames.paper import FINE_BINS, PaperFrame, PaperPlan, PaperRow
from simulator.locale import LANGUAGES, catalogue
from tests.refused import refused

PAPER = PAPERS["piao2023"]
LIVE = watchable(PAPER)
PLAN = PaperPlan(
    PAPER.name,
    PAPER.citation,
    1_000,
    tuple((name, *ends) for name, ends in LIVE.states.items()),
    tuple(PaperRow(row.label, row.printed) for row in PAPER.rows),
    PAPER.tolerance,
)


def frame(row: int = 2, step: int = 2_000, paused: bool = True) -> PaperFrame:
    """A run two fifths done: cocoons have grown to 70 of 100 people, and 20 are on the way there."""
    at = np.linspace(100, step, 20)
    deep = 0.7 * at / step
    shares = np.stack([deep, np.full(20, 0.2), 0.8 - deep], axis=1)
    measure = np.random.default_rng(3).gamma(2.0, 0.14, 1_000)
    counts, _ = np.histogram(measure, bins=FINE_BINS, range=(0.0, 2.0))
    figures = {"mean": 0.13, "deep": 0.7, "partial": 0.2, "varied": 0.1}
    return PaperFrame(row, step, 5_000, paused, counts, figures, at, shares)


class StillPaper:
    """A session that stands still and remembers what it was told."""

    def __init__(self) -> None:
        self.plan = PLAN
        self.frame = frame()
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


def text(shown: PaperFrame, size: tuple[int, int], lang: str = "en") -> list[str]:
    return ["".join(piece for piece, _ in row) for row in page(PLAN, shown, *size, catalogue(lang))]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [(64, 17), (78, 23), (118, 34), (198, 49)], ids=str)
def test_everything_fits_its_window(size: tuple[int, int], lang: str) -> None:
    for shown in (
        frame(),
        frame(0, 5_000),
        replace(
            frame(),
            counts=np.zeros(FINE_BINS, dtype=np.int64),
            figures={},
            at=np.zeros(0),
            shares=np.zeros((0, 3)),
        ),
    ):
        rows = text(shown, size, lang)
        assert len(rows) <= size[1]
        assert max(cell_len(row) for row in rows) <= size[0]


def test_it_says_the_paper_s_figures_the_measured_ones_and_how_far_they_are_apart() -> None:
    told = "\n".join(text(frame(), (118, 34)))
    for words in (
        "row 3 of 10",
        "full personalisation (beta 7)",
        "paused · step 2,000 of 5,000",
        "cocoon 70%",
    ):
        assert words in told
    mean, deep = (row.split() for row in told.splitlines()[-2:])
    assert mean[-6:] == ["0.109", "0.130", "+0.021", "within", "0.03:", "yes"]
    assert deep[-3:] == ["97.2%", "70.0%", "-27.2%"]
    far = replace(frame(), figures={**frame().figures, "mean": 0.5})
    assert "not yet" in "\n".join(text(far, (118, 34)))
    assert "within 0.03: no" in "\n".join(text(replace(far, step=5_000), (118, 34)))


def test_areas_are_as_high_as_shares_and_the_future_is_empty() -> None:
    rows = text(frame(), (118, 34))
    newest = over_time(frame(), 40)
    assert np.isfinite(newest).all(axis=1).tolist() == [True] * 16 + [False] * 24  # two fifths of the way
    np.testing.assert_allclose(newest[15], [0.7, 0.2, 0.1])
    plot = [row[59:] for row in rows if "│" in row[59:] or "┤" in row[59:]]
    marks = "".join(row[30] for row in plot)  # a column near the end of what has happened
    assert set(marks) <= {"█", "▒", "·", " "}
    column = [row for row in range(len(plot)) if plot[row][7 + 19] == "█"]
    assert len(column) / len(plot) == pytest.approx(0.65, abs=0.1)


def test_bars_hold_everybody_once_and_states_begin_where_the_paper_says() -> None:
    counts = frame().counts
    for columns in (10, 33, 90):
        assert grouped(counts, columns).sum() == pytest.approx(1.0)
    assert [state_of(PLAN, measure) for measure in (0.0, 0.29, 0.3, 0.79, 0.8, 3.0)] == [0, 0, 1, 1, 2, 2]


async def test_keys_do_what_they_say() -> None:
    session = StillPaper()
    app = PaperApp(session, "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "space")
        assert session.told == [False, True]
        await pilot.press("right", "right", "right", "left", "left", "left", "left")
        assert session.told[2:] == [3, 4, 5, 4, 3, 2, 1]
        await pilot.press("r")
        assert session.told[-1] == "restart"
        await pilot.press("ctrl+l", "d")
        assert app.lang == "zh" and not app.current_theme.dark
        await pilot.press("q")
    assert app.return_code == 0


@pytest.mark.parametrize("size", [(80, 24), (120, 35)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_paper_screen(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    async def drawn(pilot: Pilot[int]) -> None:
        await pilot.pause()

    assert snap_compare(PaperApp(StillPaper(), "en"), terminal_size=size, run_before=drawn)


async def test_a_window_too_small_says_so() -> None:
    app = PaperApp(StillPaper(), "en")
    async with app.run_test(size=(50, 14)) as pilot:
        await pilot.pause()
        assert app.query_one("#too-small").display and not app.query_one("#sheet").display


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
        np.testing.assert_allclose(first.shares.sum(axis=1), 1.0)
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


def test_what_fails_in_the_thread_is_raised_to_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ArithmeticError("no such number")

    monkeypatch.setattr("simulator.experiments.papers.piao2023.PiaoModel.step", fail)
    session = LivePaper(PAPER, PAPER.rows[:1], [validated(PAPER, {"people": 5, "steps": 20})], seed=4)
    session._thread.join()  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(ArithmeticError, match="no such number"):
        session.poll()
    session.close()


def test_without_a_terminal_the_screen_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    assert "needs a terminal" in refused(capsys, "paper", "piao2023", "--screen")
    assert "chaney2018 has no screen" in refused(capsys, "paper", "chaney2018", "--screen")
    both = refused(capsys, "paper", "piao2023", "--screen", "--json")
    assert both.startswith("--screen and --json exclude each other")
