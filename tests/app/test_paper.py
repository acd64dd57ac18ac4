"""The screen on which a paper's model runs: what it draws, and what its keys do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from simulator.app.preferences import PreferenceFile
from simulator.app.screens.explainer import Explainer, spots
from simulator.app.screens.help import Help
from simulator.experiments.papers import PAPERS
from simulator.experiments.papers.live import plan_of
from simulator.experiments.papers.paper import Paper, PaperSetting
from simulator.frames.paper import (
    FINE_BINS,
    ArmCurves,
    PaperFrame,
    PaperPlan,
    Paths,
    Ring,
    Spread,
    figure_words,
)
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.paper.page import page
from simulator.rooms.paper.plots import grouped, over_time, state_of
from tests.app.papers import PAPER, PLAN, SPREAD, STATES, StillPaper, frame, lined, paper_app, plan_for
from tests.app.test_remembered import said
from tests.refused import refused


def text(shown: PaperFrame, size: tuple[int, int], lang: str = "en", plan: PaperPlan = PLAN) -> list[str]:
    return ["".join(piece for piece, _ in row) for row in page(plan, shown, *size, catalogue(lang))]


def empty(shown: PaperFrame) -> PaperFrame:
    """Before the first step."""
    nothing = np.zeros((0, 0))
    return replace(
        shown,
        step=0,
        counts=np.zeros(FINE_BINS, dtype=np.int64),
        figures={},
        orders={},
        at=np.zeros(0),
        course={},
        paths=nothing,
        places=np.zeros((0, 0, 2)),
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [(64, 17), (78, 23), (198, 49)], ids=str)
@pytest.mark.parametrize("name", PAPERS)
def test_everything_fits_its_window(name: str, size: tuple[int, int], lang: str) -> None:
    plan, first = plan_for(name), frame() if name == "piao2023" else lined(name)
    for shown in (first, replace(first, row=len(plan.rows) - 1, step=first.steps), empty(first)):
        rows = text(shown, size, lang, plan)
        assert len(rows) <= size[1]
        assert max(cell_len(row) for row in rows) <= size[0]
        look = catalogue(lang)(f"paper.{name}.look")
        assert look.replace(" ", "") in "".join("".join(rows).split()), "what to look at is said whole"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_every_plot_arm_and_measure_has_its_words(paper: Paper, lang: str) -> None:
    say = catalogue(lang)
    keys = [f"plot.{one.name}" for one in paper.plots if not isinstance(one, Spread) and one.name != "areas"]
    keys += [f"arm.{arm}" for one in paper.plots if isinstance(one, ArmCurves | Ring) for arm in one.arms]
    keys += [f"arm.{arm}" for arm in paper.arms] + [f"measure.{measure}" for measure in paper.measures]
    assert [key for key in keys if f"paper.{paper.name}.{key}" not in say] == []
    aims = [name for one in paper.plots if isinstance(one, Paths) for name in one.aims]
    assert [name for name in aims if figure_words(paper.name, name, say) == name] == []


def test_a_curve_ends_at_its_value_and_dots_are_what_the_paper_prints() -> None:
    """At rho .9 diversity is to reach .097, .144 and .182; the curves are at .2, .4 and .6, highest on top."""
    plan = plan_for("aridor2020")
    told = text(lined("aridor2020", 5), (118, 34), plan=plan)
    right = [row[60:] for row in told]
    ends = [
        row.split()[-1]
        for row in right
        if row.rstrip().endswith(("0.200", "0.400", "0.600")) and "┤" not in row
    ]
    ends += [row.split()[-1] for row in right if "0.600┤" in row]
    assert {"0.400", "0.200"} <= set(ends) and "dotted: the paper" in "\n".join(told)
    dotted = [
        row for row in right if row.count("⠁ ⠁") + row.count("⠂ ⠂") + row.count("⠄ ⠄") + row.count("⡀ ⡀") > 3
    ]
    assert len(dotted) >= 2, "lines to reach"
    plain = "\n".join(text(lined("aridor2020", 1), (118, 34), plan=plan))
    assert "dotted" not in plain, "the paper prints nothing for this row"


def test_a_ring_says_at_how_many_items_its_people_are() -> None:
    told = "\n".join(text(lined("aridor2020", 5), (118, 34), plan=plan_for("aridor2020")))
    (line,) = [row for row in told.splitlines() if " item " in row]
    assert line.split("step")[0].split() == ["10", "items", "1", "item", "10", "items"]


def test_a_column_for_each_arm_and_the_papers_number_below_with_a_verdict() -> None:
    shown = lined("aridor2020", 5)
    shown = replace(shown, figures={**shown.figures, "diversity_none": 0.1, "diversity_oracle": 0.3})
    plan = plan_for("aridor2020")
    rows = text(shown, (118, 34), plan=plan)
    place = next(at for at, row in enumerate(rows) if row.startswith("diversity of one person "))
    assert rows[place].split()[-3:] == ["0.100", "0.400", "0.300"]
    assert rows[place + 1].split() == ["paper", "yes", "0.097", "0.144", "0.182"]
    over = text(replace(shown, step=50), (118, 34), plan=plan)
    assert over[place + 1].split() == ["paper", "yes", "0.097", "no", "0.144", "no", "0.182"]


def test_settings_of_one_s_own_are_not_called_by_a_row_of_the_paper() -> None:
    plan = plan_of(PAPER, [PaperSetting("as asked", {}, {})])
    told = "\n".join(text(replace(frame(), row=0), (118, 34), plan=plan))
    assert "row 1 of 1  as asked" in told and "no personalisation" not in told


def test_orders_of_the_paper_are_told_while_they_come_true() -> None:
    shown = lined("jiang2019")
    told = "\n".join(text(shown, (118, 34), plan=plan_for("jiang2019")))
    assert "moved furthest: oracle > Thompson > UCB > random  not yet" in told  # here random is furthest
    done = "\n".join(text(replace(shown, step=50), (118, 34), plan=plan_for("jiang2019")))
    assert "moved furthest: oracle > Thompson > UCB > random  no" in done
    turned = replace(shown, orders={**shown.orders, "away": True})
    assert "random  yes" in "\n".join(text(turned, (118, 34), plan=plan_for("jiang2019")))


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
    newest = over_time(frame(), STATES, 40)
    assert np.isfinite(newest).all(axis=1).tolist() == [True] * 16 + [False] * 24  # two fifths of the way
    np.testing.assert_allclose(newest[15], [0.7, 0.2, 0.1])
    plot = [row[60:] for row in rows if "│" in row[60:] or "┤" in row[60:]]
    marks = "".join(row[30] for row in plot)  # a column near the end of what has happened
    assert set(marks) <= {"█", "▒", "·", " "}
    column = [row for row in range(len(plot)) if plot[row][7 + 19] == "█"]
    assert len(column) / len(plot) == pytest.approx(0.65, abs=0.1)


def test_bars_hold_everybody_once_and_states_begin_where_the_paper_says() -> None:
    counts = frame().counts
    for columns in (10, 33, 90):
        assert grouped(counts, columns).sum() == pytest.approx(1.0)
    assert [state_of(SPREAD, measure) for measure in (0.0, 0.29, 0.3, 0.79, 0.8, 3.0)] == [0, 0, 1, 1, 2, 2]


async def test_keys_do_what_they_say() -> None:
    session = StillPaper()
    app = paper_app(session)
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


async def test_it_is_explained_and_helped_like_the_rest_of_the_app() -> None:
    app = paper_app(StillPaper("aridor2020", 5))
    async with app.run_test(size=(120, 35)) as pilot:
        await pilot.pause()
        seen = {spot.entry for spot in spots(app.screen)}
        assert {f"paper.help.{one}" for one in ("look", "row", "curves", "ring", "items", "paper")} <= seen
        await pilot.press("h", "n")
        card = app.screen
        assert isinstance(card, Explainer) and card.spot is not None
        await pilot.press("escape")
        assert app.screen is not card
        await pilot.press("question_mark")
        page_of_help = app.screen
        assert isinstance(page_of_help, Help)
        await pilot.press("ctrl+l", "escape")
        assert app.screen is not page_of_help and app.lang == "zh"
        await pilot.press("escape")
    assert app.return_code == 0


@pytest.mark.slow
async def test_without_a_world_no_key_leads_into_one_and_keys_of_ones_own_hold(tmp_path: Path) -> None:
    kept = tmp_path / "app.toml"
    kept.write_text('[keys]\nshade = "C"\n"paper.key.restart" = "f5"\n')
    session = StillPaper()
    app = paper_app(session, PreferenceFile(kept))
    async with app.run_test(size=(120, 35)) as pilot:
        theme, screen = app.theme, app.screen
        await pilot.press(*"wpsiacjtm0/.+1e", "ctrl+p", "ctrl+o", "ctrl+n", "ctrl+z", "d")
        await pilot.pause()
        assert app.screen is screen and not session.told and app.theme == theme
        assert not said(app)  # nor is anything kept for later
        await pilot.press("C", "f5")
        assert app.theme != theme and session.told == ["restart"]


async def test_colours_and_language_are_remembered(tmp_path: Path) -> None:
    kept = tmp_path / "app.toml"
    app = paper_app(StillPaper(), PreferenceFile(kept))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d", "ctrl+l")
        theme = app.theme
    again = paper_app(StillPaper(), PreferenceFile(kept))
    assert (again.theme, PreferenceFile(kept).now.lang) == (theme, "zh")


@pytest.mark.parametrize("size", [(80, 24), (120, 35)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_paper_screen(snap_compare: Callable[..., bool], size: tuple[int, int]) -> None:
    async def drawn(pilot: Pilot[int]) -> None:
        await pilot.pause()

    assert snap_compare(paper_app(StillPaper()), terminal_size=size, run_before=drawn)


async def test_a_window_too_small_says_so() -> None:
    app = paper_app(StillPaper())
    async with app.run_test(size=(50, 14)) as pilot:
        await pilot.pause()
        assert app.screen.query_one("#too-small").display and not app.screen.query_one("#sheet").display


def test_without_a_terminal_the_screen_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    assert "needs a terminal" in refused(capsys, "paper", "piao2023", "--screen")
    assert "needs a terminal" in refused(capsys, "paper", "chaney2018", "--screen")
    both = refused(capsys, "paper", "piao2023", "--screen", "--json")
    assert both.startswith("--screen and --json exclude each other")
