"""The verbs of studies: what they print, what they leave, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.cli import command_line

SMALL = """
[world]
people = 40
creators = 12
backlog = 4
"""


@pytest.fixture
def world(tmp_path: Path) -> list[str]:
    file = tmp_path / "small.toml"
    file.write_text(SMALL)
    return [
        "--settings",
        str(file),
        "--set",
        "world.past_days=0",
        "--executor",
        "here",
        "--store",
        str(tmp_path / "s"),
    ]


@pytest.mark.slow
def test_compare_prints_keeps_and_takes_up_again(
    world: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "compare",
        "random",
        "newest",
        "--days",
        "2",
        "--seeds",
        "3",
        "--measure",
        "likeness,enjoyed",
        *world,
    ]
    assert command_line([*words, "--out", str(tmp_path / "out")]) == 0
    first = capsys.readouterr()
    assert first.err.splitlines()[1].startswith("6 runs on 1 worker: about ")
    assert "6 of 6 runs are done." in first.out
    assert (tmp_path / "out" / "compare.txt").read_text().startswith("40 people, day 1.5 to 2, 3 seeds")
    assert {f.name for f in (tmp_path / "out").iterdir()} == {
        "compare.json", "compare.txt", "compare.svg", "values.parquet",
    }  # fmt: skip
    assert command_line([*words, "--json"]) == 0
    again = capsys.readouterr()
    assert again.err == "6 of 6 runs are in the store\n"
    assert json.loads(again.out) == json.loads((tmp_path / "out" / "compare.json").read_text())
    assert command_line([*words, "--expect", "newest likeness > 5"]) == 1


def test_the_store_lists_shows_and_prunes(
    world: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command_line(["compare", "random", "newest", "--days", "1", "--seeds", "1", *world])
    capsys.readouterr()
    place = ["--store", str(tmp_path / "s")]
    assert command_line(["store", "list", "--json", *place]) == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert [run["status"] for run in runs] == ["done", "done"]
    assert command_line(["store", "show", runs[0]["key"][:12], *place]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["plan"]["ticks"] == 24
    assert shown["digest"]
    assert command_line(["store", "list", *place]) == 0
    assert runs[0]["key"][:12] in capsys.readouterr().out
    assert command_line(["store", "prune", "--all", *place]) == 0
    assert capsys.readouterr().out.startswith("2 runs let go, 0 kept")


@pytest.mark.slow
def test_advise_answers_in_both_languages(world: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "advise",
        "--days",
        "2",
        "--tactics",
        "quality,clickbait",
        "--seeds",
        "2",
        "--fresh",
        "2",
        *world,
    ]
    words += ["--set", "creators.newcomers=0.3", "--no-elsewhere"]
    assert command_line(words) == 0
    told = capsys.readouterr()
    assert "A new creator on food wants followers within 2 days, in a world of 40 people" in told.out
    assert told.err.splitlines()[:2] == [
        "At most 16 runs, in rounds: what does best in one goes on to the next",
        "Round: 2 tactics, 2 seeds",
    ]
    assert command_line([*words, "--lang", "zh"]) == 0
    assert "一位做美食的新创作者想在 2 天内获得粉丝关注" in capsys.readouterr().out
    assert command_line([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["goal"] == "followers"


def test_the_measures_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line(["compare", "--measures"]) == 0
    assert "likeness" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["compare"], "at least two arms"),
        (["compare", "user-cf", "magic"], "arm must be one of user-cf"),
        (["compare", "user-cf", "self", "--window", "9..3"], "--window must be two days"),
        (["compare", "user-cf", "self", "--window", "1..3", "--days", "3"], "--window and --days exclude"),
        (["compare", "user-cf", "self", "--days", "x"], "--days must be a number above 0"),
        (["compare", "user-cf", "self", "--seeds", "0"], "--seeds must be a whole number between 1 and"),
        (["compare", "user-cf", "self", "--sesoi", "likeness"], "--sesoi must be NAME=VALUE"),
        (["compare", "user-cf", "self", "--until", "likeness=x"], "--until must give a number"),
        (["compare", "user-cf", "self", "--set", "taste.drft=1"], "taste.drft"),
        (["compare", "user-cf", "self", "--executor", "nobody"], "--executor must be here"),
        (["compare", "user-cf", "self", "--measure", "nowhere:mine"], "there is no module 'nowhere'"),
        (["advise", "--topic", "fod"], "--topic must be one of"),
        (["advise", "--effort", "much"], "--effort must be a number"),
        (["advise", "--tactics", "magic"], "--tactics must be one of"),
        (["store", "show", "zz"], "the key must be 4 or more"),
        (["store", "prune", "--older", "soon"], "--older must be a number of days"),
        (["store", "burn"], "there is no store 'burn'"),
    ],
)
def test_bad_words_get_one_sentence(
    words: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FEEDSCOPE_STORE", str(tmp_path))
    assert command_line(words) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1
