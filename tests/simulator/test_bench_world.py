"""The bench of a world: plain figures of a small one, drawn in 80 columns."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from simulator.engine.laps import STEPS
from simulator.experiments.bench_world import BenchRow, WorldBench, measured, of_size
from simulator.report.bench_world import render
from simulator.settings.files import override
from tests.refused import refused


@pytest.fixture(scope="module")
def rows() -> list[BenchRow | int]:
    return list(measured(of_size(60), (1, 2)))


@pytest.mark.slow
def test_every_day_is_told_and_the_days_asked_for_are_measured(rows: list[BenchRow | int]) -> None:
    assert [what for what in rows if isinstance(what, int)] == [1, 2]
    first, second = (what for what in rows if isinstance(what, BenchRow))
    assert (first.day, second.day, first.people) == (1, 2, 60)
    assert first.recall is None, "everyone is compared with everyone"
    for row in (first, second):
        assert 300 < row.views < 6_000 and row.views_per_s > 0
        assert sum(row.steps.values()) == pytest.approx(1.0) and set(row.steps) == set(STEPS)
        assert 0.0 < row.share < 1.0, "nobody is as fast as a loop that decides nothing"


def test_who_is_missed_by_asking_around_is_told() -> None:
    some = override(
        of_size(60),
        {"methods.user_cf.search": "around", "methods.user_cf.k": 5, "methods.history.window": 16},
    )
    (row,) = (what for what in measured(some, (1,)) if isinstance(what, BenchRow))
    assert row.recall is not None and 0.3 < row.recall <= 1.0
    out = io.StringIO()
    render(WorldBench((row,), (), {"cores": "2", "numpy": "2"}), Console(file=out, width=80))
    assert f"finds {row.recall:.1%} of the true neighbours" in out.getvalue()


def test_creators_grow_more_slowly_than_people() -> None:
    assert of_size(1_000).world.creators == 4_000
    assert of_size(8_000).world.creators == 16_000


def test_it_is_plain_data_and_draws_in_80_columns(rows: list[BenchRow | int]) -> None:
    told = tuple(what for what in rows if isinstance(what, BenchRow))
    report = WorldBench(told, told[:1], {"cores": "2", "numpy": "2"})
    assert json.loads(json.dumps(report.document()))["sizes"][1]["day"] == 2
    out = io.StringIO()
    render(report, Console(file=out, width=80))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80 and "…" not in "".join(lines)
    assert sum("█" in line for line in lines) == 3


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--people", "10"], "--people must be whole numbers between 50 and 1000000, not '10'"),
        (["--people", "1e3"], "not '1e3'"),
        (["--days", "1"], "--days must be whole numbers between 2 and 365, not '1'"),
        (["--days", "0,3"], "not '0'"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    capsys: pytest.CaptureFixture[str], words: list[str], named: str
) -> None:
    assert named in refused(capsys, "bench", "world", *words)
