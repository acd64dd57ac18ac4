"""`feedscope evaluate` as its users meet it."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from pathlib import Path

import duckdb
import pytest

from recommender.datasets import generated_log
from recommender.evaluate import MEASURES, RATERS, Measured
from recommender.luck import Luck
from recommender.methods.libraries import LIBRARIES
from recommender.methods.table import NAMES
from simulator.cli import command_line
from tests.refused import refused

Captured = pytest.CaptureFixture[str]
FAST = ["--methods", "most-watched,user-knn-mean"]


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small log as MovieLens writes it, in the folder in which the command is typed."""
    monkeypatch.chdir(tmp_path)
    made = generated_log(Luck(1), users=40, items=300, events=400)
    rows = zip(made.user, made.item, made.rating, made.time, strict=True)
    Path("u.data").write_text("".join(f"{u}\t{i}\t{int(r)}\t{int(t)}\n" for u, i, r, t in rows))
    return Path("u.data")


def test_it_prints_tables_that_a_narrow_terminal_holds(log: Path, capsys: Captured) -> None:
    assert command_line(["evaluate", str(log), *FAST]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "u.data: 400 events, " in out
    tables = out[out.index("How right") :]
    assert max(map(len, tables.splitlines())) <= 80
    assert all(word in tables for word in ("NDCG", "RMSE", "Gini", "most-watched", "user-knn-mean"))
    ratings = tables[tables.index("How close") :]
    assert "user-knn-mean" in ratings
    assert "most-watched" not in ratings
    assert "nan" not in out
    assert "\x1b" not in out


def test_json_stands_alone_and_files_hold_the_same(log: Path, capsys: Captured) -> None:
    words = [
        "evaluate",
        str(log),
        *FAST,
        "--json",
        "--out",
        "deep/folder",
        "--split",
        "leave-last",
        "--at",
        "5",
    ]
    assert command_line(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(Path("deep/folder/evaluate.json").read_text())
    assert (told["settings"]["split"], told["settings"]["at"], told["events"]) == ("leave-last", 5, 400)
    assert told["measures"] == dict(MEASURES)
    first, second = told["methods"]
    assert (first["method"], second["method"]) == ("most-watched", "user-knn-mean")
    assert first["rmse"] is None
    assert second["ndcg"] is None
    assert 0 < second["rmse"] < 2
    with duckdb.connect() as db:
        stored = db.execute("FROM 'deep/folder/evaluate.parquet'").fetchall()
    for row, method in zip(stored, told["methods"], strict=True):
        assert row[:2] == ("u.data", method["method"])
        for field, value in zip(fields(Measured)[1:], row[2:], strict=True):
            assert value == method[field.name] or (math.isnan(value) and method[field.name] is None)


def test_by_default_everything_is_measured_that_needs_no_extra(log: Path, capsys: Captured) -> None:
    assert command_line(["evaluate", str(log), "--json"]) == 0
    measured = [row["method"] for row in json.loads(capsys.readouterr().out)["methods"]]
    # The log says nothing of follows.
    assert set(measured) == {*NAMES, *RATERS} - {*LIBRARIES, "following"}


@pytest.mark.slow
def test_a_recording_is_a_log(log: Path, capsys: Captured) -> None:
    run = ["run", "--people", "60", "--creators", "8", "--days", "2", "--algorithm", "random", "--out", "rec"]
    assert command_line(run) == 0
    capsys.readouterr()
    assert command_line(["evaluate", "rec", "--methods", "content,random", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["diversity_by"] == "features"
    content, lot = told["methods"]
    assert content["diversity"] < lot["diversity"]


def test_columns_are_named_and_bad_rows_left_out(log: Path, capsys: Captured) -> None:
    lines = log.read_text().splitlines()
    lines[3] = lines[3].replace("\t", "\toops\t", 1)
    lines[7] = lines[7].rsplit("\t", 2)[0] + "\tx\t1"
    Path("own.csv").write_text("who,what,stars,when\n" + "\n".join(lines).replace("\t", ",") + "\n")
    named = [
        "--user-column",
        "who",
        "--item-column",
        "what",
        "--rating-column",
        "stars",
        "--time-column",
        "when",
    ]
    said = refused(capsys, "evaluate", "own.csv", *named)
    assert said == "line 5 of own.csv has 5 columns instead of 4 (--skip-bad-rows leaves such rows out)"
    assert command_line(["evaluate", "own.csv", *named, *FAST, "--skip-bad-rows"]) == 0
    heading = capsys.readouterr().out.splitlines()[0]
    assert heading.startswith("own.csv: 398 events")
    assert heading.endswith(", 2 bad rows left out")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("gone.csv", "gone.csv does not exist"),
        (
            "u.data --format movie",
            "--format must be one of auto, movielens, kuairec, kuairand, recbole, mind, lastfm, csv, json, parquet",
        ),
        (
            "u.data --split tim",
            "--split must be one of person, time, leave-last, random, not 'tim' (did you mean 'time'?)",
        ),
        ("u.data --at 0", "--at must be a whole number between 1 and 1000, not 0"),
        ("u.data --relevant -1", "--relevant must be a number between 0 and 100, not -1"),
        (
            "u.data --methods user-knn-men",
            "there is no method 'user-knn-men' (did you mean 'user-knn-mean'?)",
        ),
        ("u.data --methods ,", "--methods must name at least one of user-cf"),
        ("u.data --like-column hearts", "u.data has no column 'hearts'"),
        ("u.data --out u.data", "--out: u.data cannot be a folder"),
        ("u.data --skip-bad-row", "there is no option --skip-bad-row (did you mean '--skip-bad-rows'?)"),
        ("", "LOG needs a value; see feedscope evaluate --help"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(log: Path, capsys: Captured, words: str, sentence: str) -> None:
    assert sentence in refused(capsys, "evaluate", *words.split())


def test_a_method_that_is_not_installed_says_how_to_install_it(
    log: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "recommender.methods.libraries.missing", lambda name: f"{name} needs pip install 'feedscope[deep]'"
    )
    said = refused(capsys, "evaluate", str(log), "--methods", "two-tower")
    assert said == "two-tower needs pip install 'feedscope[deep]'"


def test_settings_folds_and_tuning_are_options(log: Path, capsys: Captured) -> None:
    words = ["evaluate", str(log), "--methods", "user-cf,most-watched", "--json"]

    def told(*more: str) -> dict:
        assert command_line([*words, *more]) == 0
        return json.loads(capsys.readouterr().out)

    usual, one = told(), told("--set", "user_cf.k=1")
    assert usual["methods"][0]["ndcg"] != one["methods"][0]["ndcg"]
    assert usual["methods"][1]["ndcg"] == one["methods"][1]["ndcg"]
    Path("own.toml").write_text("[methods.user_cf]\nk = 1\n")
    assert told("--settings", "own.toml")["methods"][0]["ndcg"] == one["methods"][0]["ndcg"]
    assert told("--folds", "3")["runs"] == 3
    best = told("--tune", "user_cf.k=1,30")["best"]
    assert best["user-cf"]["user_cf.k"] in (1, 30)
    assert told("--core", "2")["users"] < usual["users"]
    assert any(line.startswith("columns: user is user") for line in usual["told"])
    assert usual["pairs"][0]["against"] in ("user-cf", "most-watched")


def test_a_test_of_its_own_and_the_people_one_by_one(log: Path, capsys: Captured) -> None:
    lines = log.read_text().splitlines(keepends=True)
    Path("a.data").write_text("".join(lines[:320]))
    Path("b.data").write_text("".join(lines[320:]))
    words = [
        "evaluate",
        "--train",
        "a.data",
        "--test",
        "b.data",
        "--methods",
        "most-watched",
        "--out",
        "kept",
    ]
    assert command_line(words) == 0
    out = capsys.readouterr().out
    assert "parts as given: 320 events to learn from, 80 to test on" in out
    with duckdb.connect() as db:
        told = db.execute("SELECT avg(ndcg), count(*) FROM 'kept/people.parquet'").fetchone()
        mean = db.execute("SELECT ndcg FROM 'kept/evaluate.parquet'").fetchone()
    assert told[0] == pytest.approx(mean[0])
    assert f"{told[1]} of " in out


def test_recommending_writes_a_file_or_prints(log: Path, capsys: Captured) -> None:
    assert command_line(["recommend", str(log), "--at", "3", "--out", "recs.parquet"]) == 0
    out, err = capsys.readouterr()
    assert out == f"{3 * 38} rows in recs.parquet\n"  # 38 of the 40 have rated anything
    assert "400 events, 38 people" in err
    rows = duckdb.sql("SELECT item FROM 'recs.parquet' WHERE \"user\" = '7' ORDER BY rank").fetchall()
    assert command_line(["recommend", str(log), "--at", "3", "--for", "7"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "user,rank,item,score,source"
    assert [line.split(",")[2] for line in lines[1:]] == [row[0] for row in rows]


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            "evaluate u.data --set user_cf.kk=3",
            "--set: there is no setting 'user_cf.kk' of methods (did you mean",
        ),
        ("evaluate u.data --set user_cf.k", "--set must be a setting and its value, like user_cf.k=50"),
        ("evaluate u.data --tune content.topicz=1", "--tune: there is no setting 'content.topicz'"),
        ("evaluate u.data --tune nobody.k=1", "--tune: none of the methods has settings of nobody"),
        ("evaluate u.data --folds 1", "--folds must be 2 to 100, or 0 for one split, not 1"),
        ("evaluate --train u.data", "--train needs --test, the log to test on"),
        ("evaluate u.data --columns user,what", "--columns: a column can be user, item"),
        ("evaluate u.data --encoding klingon", "encoding must be one that Python knows"),
        ("evaluate u.data --weights view", "--weights must be kinds of events and what each counts"),
        ("recommend u.data --method user-cff", "method must be one of user-cf"),
        ("recommend u.data --for 7,x1", "there is no user 'x1' in what was learned"),
        ("recommend u.data --at 0", "--at must be a whole number between 1 and 1000, not 0"),
        (
            "recommend u.data --out recs.xlsx",
            "--out must end in .parquet, .csv, .tsv, .jsonl, not 'recs.xlsx'",
        ),
        ("recommend u.data --out no/recs.csv", "--out: there is no folder no"),
        ("recommend gone.csv", "gone.csv does not exist"),
    ],
)
def test_what_else_cannot_be_is_said_in_one_line(
    log: Path, capsys: Captured, words: str, sentence: str
) -> None:
    assert sentence in refused(capsys, *words.split())
