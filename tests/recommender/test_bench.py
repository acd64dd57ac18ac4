"""The benchmark times real work, compares answers honestly, and says who did not run."""

from __future__ import annotations

import importlib
import io
import json
import sys
import time

import numpy as np
import pytest
from rich.console import Console

from recommender.bench import bench, rivals
from recommender.bench.ceiling import ceiling
from recommender.bench.contests import TOLERANCE, compared, taught
from recommender.bench.data import BenchLog, Lot, Size, generated
from recommender.bench.page import render
from recommender.bench.race import race
from recommender.bench.results import Agreement, BenchReport, Contest, Result
from simulator.cli import command_line
from tests.recommender import oracle
from tests.refused import refused

SIZE = Size(people=60, items=80, draws=12)


@pytest.fixture(scope="module")
def report() -> BenchReport:
    return bench("tiny", repeats=1)


@pytest.mark.slow
def test_the_trial_holds_every_contest_and_all_who_ran_agree_with_us(report: BenchReport) -> None:
    assert [contest.name for contest in report.contests] == [
        "neighbours, tiny", "slates, tiny", "slice, tiny", "tick, tiny"
    ]  # fmt: skip
    assert report.holds
    for contest in report.contests:
        ours, *others = contest.results
        assert (ours.name, ours.ratio, ours.agreement) == ("feedscope", 1.0, None)
        for result in others:
            assert result.ratio == pytest.approx(result.median_s / ours.median_s)
    neighbours = report.contests[0].results
    assert neighbours[0].products_per_s == pytest.approx(report.contests[0].products / neighbours[0].median_s)
    assert neighbours[0].ceiling_share == pytest.approx(neighbours[0].products_per_s / report.ceiling)


@pytest.mark.slow
def test_surprise_agrees_to_the_last_digits(report: BenchReport) -> None:
    """The test extra installs Surprise, so that one independent rival is always there."""
    (theirs,) = [result for result in report.contests[2].results if "surprise" in result.name]
    assert theirs.agreement is not None
    assert theirs.agreement.largest_difference < TOLERANCE


@pytest.mark.slow
def test_the_report_is_plain_data_and_draws_in_80_columns(report: BenchReport) -> None:
    told = json.loads(json.dumps(report.document()))
    assert told["contests"][0]["results"][0]["name"] == "feedscope"
    page = io.StringIO()
    render(report, Console(file=page, width=80))
    for contest in report.contests:
        assert all(result.name in page.getvalue() for result in contest.results)
    assert "…" not in page.getvalue()


@pytest.mark.slow
def test_libraries_that_are_not_there_are_named_with_how_to_get_them(monkeypatch) -> None:
    real = importlib.import_module

    def without(name: str, package: str | None = None):
        if name.partition(".")[0] in {"similaripy", "sparse_dot_topn", "implicit"}:
            raise ImportError(name)
        return real(name, package)

    monkeypatch.setattr(rivals, "import_module", without)
    neighbours, slates, _, tick = bench("tiny", repeats=1).contests
    said = " ".join(neighbours.absent + slates.absent + tick.absent)
    for package in ("similaripy", "sparse-dot-topn", "implicit"):
        assert f"{package} is not installed: pip install 'feedscope[bench]'" in said


def test_a_dense_product_that_would_not_fit_is_refused() -> None:
    nothing = np.zeros(0, dtype=np.int32)
    log = BenchLog(100_000, 50_000, nothing, nothing, nothing.astype(np.float32))
    with pytest.raises(rivals.Absent, match="would need 19 GB of memory"):
        rivals.dense(log, 1, 1)


# Answers


def named(ids, values):
    return np.array(ids, dtype=np.int32), np.array(values, dtype=float)


def test_equal_answers_agree_and_different_ones_do_not() -> None:
    ours = named([[3, 1, 2]], [[0.9, 0.5, 0.4]])
    assert compared(ours, ours) == Agreement(0.0, 1.0, True)
    assert compared(ours, named([[3, 1, 2]], [[0.9, 0.5, 0.41]])).holds is False
    assert compared(ours, named([[3, 7, 2]], [[0.9, 0.5, 0.4]])) == Agreement(0.0, 2 / 3, False)


def test_who_is_last_may_differ_where_similarities_tie() -> None:
    ours = named([[3, 1, 2]], [[0.9, 0.5, 0.5]])
    assert compared(ours, named([[3, 7, 1]], [[0.9, 0.5, 0.5]])).holds


def test_an_answer_that_misses_someone_does_not_agree() -> None:
    ours = named([[3, 1, -1]], [[0.9, 0.5, 0.0]])
    assert not compared(ours, named([[3, -1, -1]], [[0.9, 0.0, 0.0]])).holds
    assert not compared(named([[3, -1, -1]], [[0.9, 0.0, 0.0]]), ours).holds


def test_scores_are_compared_relative_to_their_size() -> None:
    ours, theirs = named([[3, 1]], [[900.0, 500.0]]), named([[3, 1]], [[900.0, 500.0002]])
    assert compared(ours, theirs, relative=True).holds
    assert not compared(ours, theirs).holds


def test_what_is_raced_is_what_the_book_says() -> None:
    log = generated(SIZE)
    r = np.zeros((log.people, log.items))
    r[log.user, log.item] = log.value
    sims = oracle.all_similarities(r, "cosine", "all", 0.0, False)
    ids, values = taught(log, 1, k=5).neighbours(np.arange(log.people, dtype=np.int32))
    for u in range(log.people):
        expected = oracle.neighbours(sims, u, 5)
        np.testing.assert_allclose(values[u, : len(expected)], sims[u, expected], rtol=1e-9)
    assert (ids >= 0).any()


# Data, luck, time


def test_logs_have_popular_items_and_people_of_one_taste() -> None:
    log = generated(Size(400, 1000, 30))
    again = generated(Size(400, 1000, 30))
    assert (log.item.tobytes(), log.value.tobytes()) == (again.item.tobytes(), again.value.tobytes())
    raters = np.sort(np.bincount(log.item, minlength=1000))[::-1]
    assert raters[:50].sum() > raters[500:].sum()
    assert len(np.unique(log.user * 1000 + log.item)) == len(log)
    r = np.zeros((400, 1000))
    r[log.user, log.item] = log.value
    alike = (r @ r.T) / np.outer(np.linalg.norm(r, axis=1), np.linalg.norm(r, axis=1))
    same = (np.arange(400)[:, None] - np.arange(400)) % 20 == 0
    np.fill_diagonal(alike, np.nan)
    assert np.nanmean(alike[same]) > 1.5 * np.nanmean(alike[~same])
    assert log.products == int(((r > 0).sum(axis=0).astype(float) ** 2).sum())


def test_a_lot_depends_on_what_it_decides_and_is_even() -> None:
    lot, users = Lot(), np.arange(20_000)
    drawn = lot.uniform("trial", users, 3)
    np.testing.assert_array_equal(drawn, lot.uniform("trial", users, 3))
    assert (drawn != lot.uniform("trial", users, 4)).all()
    assert (drawn != lot.uniform("phase", users, 3)).all()
    np.testing.assert_allclose(np.histogram(drawn, 10, (0, 1))[0], 2000, atol=200)


@pytest.mark.slow
def test_contenders_run_in_turns_each_first_once() -> None:
    order: list[str] = []
    laps = race({name: lambda name=name: order.append(name) for name in "abc"}, 3)
    assert "".join(order) == "abcbcacab"
    assert all(len(lap.seconds) == 3 for lap in laps.values())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of one call")
def test_the_memory_of_a_call_is_told() -> None:
    laps = race({"large": lambda: np.ones(8_000_000).sum(), "small": lambda: 1}, 1)
    if laps["large"].extra_mb is None:
        pytest.skip("the peak may not be reset here")
    assert laps["large"].extra_mb > 50
    assert (laps["small"].extra_mb or 0) < 20


def test_the_ceiling_is_a_rate_above_nothing() -> None:
    assert 1e6 < ceiling(1, repeats=1) < 1e12


def test_a_missed_bar_or_a_wrong_answer_is_a_failure() -> None:
    def told(holds: bool | None, agreement: Agreement | None) -> bool:
        result = Result("x", 1.0, (1.0,), 1.0, None, None, 1.0, None, agreement)
        contest = Contest("c", "q", 1, 1, 1, 1, "", holds, (result,))
        return BenchReport(1, 1, 1.0, {}, (contest,), None).holds

    assert told(None, None)
    assert told(True, Agreement(0.0, 1.0, True))
    assert not told(False, None)
    assert not told(True, Agreement(0.1, 1.0, False))


# The command


@pytest.mark.slow
def test_the_command_prints_tables(monkeypatch, capsys) -> None:
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        monkeypatch.delenv(name, raising=False)
    words = ["bench", "recommender", "--scale", "tiny", "--repeats", "1"]
    assert command_line(words) == 0
    assert "neighbours, tiny" in capsys.readouterr().out


@pytest.mark.slow
def test_numpy_runs_unhindered_and_json_has_every_contest(monkeypatch, capfd) -> None:
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Prescott")
    assert command_line(["bench", "recommender", "--scale", "tiny", "--repeats", "1", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert "Prescott" not in told["machine"].get("BLAS", "") and len(told["contests"]) == 4


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--scale", "tin"], "--scale must be one of tiny, small, large, tick, all, not 'tin' (did you mean"),
        (["--repeats", "0"], "--repeats must be between 1 and 1000, not 0"),
        (["--threads", "65"], "--threads must be between 1 and 64, not 65"),
    ],
)
def test_bad_options_get_one_sentence(words, sentence, capsys) -> None:
    assert sentence in refused(capsys, "bench", "recommender", *words)


def test_the_library_refuses_what_it_cannot_do() -> None:
    with pytest.raises(ValueError, match="scale must be one of tiny, small, large, tick, all, not 'huge'"):
        bench("huge")
    with pytest.raises(ValueError, match="1 or more"):
        bench("tiny", repeats=0)


@pytest.mark.slow
def test_who_is_slow_runs_fewer_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.bench.race.MOST_S", 2.0)
    said: list[str] = []
    laps = race({"slow": lambda: time.sleep(1.2), "quick": lambda: 1}, 4, said.append)
    assert [len(laps[name].seconds) for name in ("slow", "quick")] == [1, 4]
    assert said[0] == "round 1 of 4: slow"
