"""Sweeps: where points lie, whose doing a variance is, and what luck is."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from pathlib import Path

import duckdb
import numpy as np
import pytest

from simulator.cli import command_line
from simulator.experiments.studies.factors import Factor, design_of, factor
from simulator.experiments.studies.inference import grid_shares, luck_share, rank_shares, sobol_shares
from simulator.experiments.studies.sweep import Sweep, sweep
from simulator.report import sweep_page
from simulator.settings.tree import Settings
from tests.simulator.studies import toys
from tests.simulator.worlds import FEW

Captured = pytest.CaptureFixture[str]


def test_factors_are_read_as_people_type_them() -> None:
    assert factor("taste.drift=log:0.001..0.05") == Factor("taste.drift", (), 0.001, 0.05, log=True)
    assert factor("methods.user_cf.k=5..200") == Factor("methods.user_cf.k", (), 5.0, 200.0, whole=True)
    assert factor("feed.algorithm=user-cf,content").choices == ("user-cf", "content")
    assert factor("feed.slate=10, 20,40").choices == (10, 20, 40)
    assert not factor("feed.slate=10,20").named


def test_equal_parts_of_a_factor_hold_equal_shares_of_values() -> None:
    places = (np.arange(1_000) + 0.5) / 1_000
    whole = factor("methods.user_cf.k=5..8")
    assert np.unique([whole.at(u) for u in places], return_counts=True)[1].tolist() == [250] * 4
    log = factor("taste.drift=log:0.001..0.1")
    assert log.at(0.5) == pytest.approx(0.01)
    names = factor("feed.algorithm=user-cf,content")
    assert [names.at(u) for u in (0.0, 0.49, 0.5, 0.999)] == ["user-cf", "user-cf", "content", "content"]


def test_points_of_the_designs() -> None:
    factors = [factor("taste.drift=0.0..1.0"), factor("feed.algorithm=user-cf,content")]
    grid = design_of("grid").points(factors)
    assert grid == [(v, name) for v in (0.0, 0.5, 1.0) for name in ("user-cf", "content")]
    sobol = design_of("sobol:8").points(factors)
    a, b, one, two = (sobol[at : at + 8] for at in range(0, 32, 8))
    assert one == [(y[0], x[1]) for x, y in zip(a, b, strict=True)]
    assert two == [(x[0], y[1]) for x, y in zip(a, b, strict=True)]
    lhs = sorted(int(point[0] * 10) for point in design_of("lhs:10").points(factors))  # pyright: ignore
    assert lhs == [*range(10)], "one in each tenth"
    assert design_of("sobol:8").points(factors) == sobol, "the same every time"


def test_sobol_s_shares_of_ishigami_s_function() -> None:
    """Known exactly: first .3139, .4424, 0; total .5576, .4424, .2437 (Ishigami and Homma 1990)."""
    points = np.array(
        design_of("sobol:1024").points([Factor(name, (), -math.pi, math.pi) for name in "abc"]), float
    )
    x = points.T
    y = (np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])).reshape(5, 1024)
    found = sobol_shares(y[0], y[1], y[2:])
    assert [one.first for one in found] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.03)
    assert [one.total for one in found] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.03)
    for one, first, total in zip(found, (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437), strict=True):
        assert one.first_interval.low < first < one.first_interval.high
        assert one.total_interval.low < total < one.total_interval.high


def test_shares_of_a_grid_by_hand() -> None:
    """y = 2 a + b + a b over {0, 1}: 0, 1, 2, 4 have variance 35/16, a's means .5, 3 25/16, b's means 1, 2.5 9/16."""
    values = np.array([[[0.0, 0.0], [1.0, 1.0]], [[2.0, 2.0], [4.0, 4.0]]])
    a, b = grid_shares(values)
    assert (a.first, b.first) == pytest.approx((25 / 35, 9 / 35))
    assert (a.total, b.total) == pytest.approx((26 / 35, 10 / 35)), "and 1/35 is what they do together"
    assert (a.first_interval.low, a.first_interval.high) == pytest.approx((25 / 35, 25 / 35)), (
        "no luck at all"
    )


def test_ranks_find_what_is_monotone_and_what_are_names() -> None:
    luck = np.random.default_rng(1)
    x, names = luck.random(400), luck.integers(0, 3, 400).astype(float)
    y = np.exp(5 * x)
    alone = rank_shares([x, names], [False, True], y)
    assert alone[0].first == pytest.approx(1.0)
    assert alone[1].first < 0.03
    by_name = rank_shares([x, names], [False, True], np.array([0.0, 9.0, 1.0])[names.astype(int)])
    assert by_name[1].first == pytest.approx(1.0)
    assert math.isnan(alone[0].total)


@pytest.mark.parametrize(("spread", "share"), [(0.0, 0.0), (1.0, 0.5), (3.0, 0.9)])
def test_luck_is_the_part_that_points_do_not_make(spread: float, share: float) -> None:
    luck = np.random.default_rng(5)
    points = luck.normal(size=(400, 1))
    found, interval = luck_share(points + spread * luck.normal(size=(400, 6)))
    assert found == pytest.approx(share, abs=0.06)
    assert interval.low <= found <= interval.high


def test_shared_luck_counts_as_luck_and_one_seed_tells_nothing() -> None:
    luck = np.random.default_rng(6)
    shared = luck.normal(size=(300, 1)) + np.sqrt(6) * np.array([[-1.0, 0.0, 1.0]]) / 2
    assert luck_share(shared)[0] == pytest.approx(0.6, abs=0.06), "seeds of variance 1.5 beside points of 1"
    assert math.isnan(luck_share(shared[:, :1])[0])


def toy(tmp_path: Path, design: str, **more: object) -> Sweep:
    words = {
        "base": Settings(),
        "seeds": 6,
        "days": 1.0,
        "measures": ("likeness",),
        "work": f"{toys.HERE}:quick",
    }
    vary = ["feed.algorithm=user-cf,random", "taste.drift=log:0.001..0.05"]
    return sweep(vary, design=design, executor="here", store=tmp_path / "s", **(words | more))  # pyright: ignore


@pytest.mark.parametrize("design", ["sobol:8", "lhs:12", "grid"])
@pytest.mark.slow
def test_what_matters_stands_first(tmp_path: Path, design: str) -> None:
    """In the toy the algorithm is all that matters between points; what varies between seeds is luck."""
    found = toy(tmp_path, design)
    assert [line.factor for line in found.table] == ["feed.algorithm", "taste.drift"]
    assert found.table[0].shares.first > 0.7
    assert found.table[1].shares.first < 0.3
    assert 0.5 < found.luck("likeness")[0] <= 1.0
    assert found.exit_code == 0
    assert ET.fromstring(sweep_page.svg(found, "en")).tag.endswith("svg")
    assert found.runs.rows == len(found.plot.points) * 6


def test_a_run_that_fails_is_a_row_and_costs_its_point_alone(tmp_path: Path) -> None:
    found = toy(tmp_path, "lhs:8", work=f"{toys.HERE}:stumbles", seeds=[1, 2, 3])
    assert (found.exit_code, len(found.failed)) == (3, 8)
    assert set(found.runs.where(seed=2)["status"]) == {"failed"}
    assert set(found.runs.where(seed=1)["status"]) == {"done"}
    assert math.isnan(found.table[0].shares.first), "no point has all its seeds"
    assert found.runs["error"][1].startswith("ValueError: seed 2 is ill")
    page = sweep_page.page(found, "en", 120)
    assert "with others  " not in page, "where nothing can be told there is no table of dashes"
    assert "16 of 24 runs are done." in page


def test_what_is_done_is_not_run_again_and_gives_the_same_bytes(tmp_path: Path) -> None:
    told: list[str] = []
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    sweep_page.write(tmp_path / "a", toy(tmp_path, "grid:2"), "en")
    sweep_page.write(tmp_path / "b", toy(tmp_path, "grid:2", tell=told.append), "en")
    assert told == ["24 of 24 runs are in the store"]
    for name in ("runs.parquet", "sweep.json", "sweep.txt", "sweep.svg"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    rows = duckdb.sql(
        f"SELECT count(*), count(DISTINCT point) FROM read_parquet('{tmp_path}/a/runs.parquet')"
    )
    assert rows.fetchall() == [(24, 4)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--vary", "taste.drft=0..1"], "--vary: taste.drft is not a setting"),
        (["--vary", "taste.drift"], "--vary must be NAME=LOW..HIGH"),
        (["--vary", "taste.drift=1..0"], "must go from a number to a larger one"),
        (["--vary", "taste.drift=log:0..1"], "above 0 where it is log"),
        (["--vary", "taste.drift=0..9"], "taste.drift must be between 0 and 1, not 9"),
        (["--vary", "feed.algorithm=user-cf"], "needs at least two values"),
        (["--vary", "feed.algorithm=user-cf,magic"], "feed.algorithm must be one of"),
        (
            ["--vary", "taste.drift=0..1", "--design", "sobol:10"],
            "must be a power of two, such as 16 or 64, not 10",
        ),
        (["--vary", "taste.drift=0..1", "--design", "random"], "--design must be sobol:N, lhs:N"),
        (["--vary", "seed=1..9"], "seed is what --seeds is for"),
        ([], "--vary must name what is varied"),
    ],
)
def test_what_cannot_be_is_one_sentence(words: list[str], sentence: str, capsys: Captured) -> None:
    assert command_line(["sweep", *words, "--executor", "here"]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1


@pytest.mark.slow
def test_the_verb_lives_real_worlds(tmp_path: Path, capsys: Captured) -> None:
    few = {**FEW, "world.people": 40, "world.creators": 12}
    words = [
        "sweep",
        "--vary",
        "feed.algorithm=random,newest",
        "--design",
        "grid",
        "--seeds",
        "2",
        "--days",
        "0.5",
    ]
    words += [
        "--executor",
        "here",
        "--store",
        str(tmp_path / "s"),
        "--out",
        str(tmp_path / "out"),
        "--measure",
        "likeness,views",
    ]
    words += [word for name, value in few.items() for word in ("--set", f"{name}={value}")]
    assert command_line(words) == 0
    assert "views: of the variance of a single run" in capsys.readouterr().out
    assert (tmp_path / "out" / "runs.parquet").exists()
    assert command_line([*words, "--lang", "zh"]) == 0
    assert "4 次运行完成了 4 次" in capsys.readouterr().out
