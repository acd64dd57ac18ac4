"""Twins of the people in a log: what is estimated, against second formulas, and that worlds of twins are like it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import numpy as np
import pytest

from recommender.datasets import generated_log
from recommender.luck import Luck
from simulator.cli import command_line
from simulator.experiments import twins
from simulator.experiments.cowatch import groups
from simulator.experiments.wiring import build
from simulator.recording.reader import Recording
from simulator.settings.files import load_preset, override
from simulator.settings.tree import Settings, SettingsError
from simulator.world import state
from simulator.world.twins import Twins
from tests.refused import refused
from tests.simulator.worlds import FEW, FEW_TOML

DAYS = 8
BASE = override(load_preset("demo"), {**FEW, "world.people": 250, "world.creators": 60})


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a world whose tastes are known."""
    folder = tmp_path_factory.mktemp("log") / "week"
    words = ["--people", "250", "--creators", "60", "--days", str(DAYS), "--out", str(folder)]
    assert command_line(["run", "--settings", str(FEW_TOML), *words]) == 0
    return folder


@pytest.fixture(scope="module")
def settled(log: Path) -> Settings:
    return twins.settled(BASE, log, None)


def rows(log: Path, query: str) -> np.ndarray:
    tables = f"'{log}/events/*.parquet' AS e JOIN '{log}/videos/*.parquet' AS v USING (item)"
    return np.array(duckdb.execute(query.format(tables=tables)).fetchall())


@pytest.mark.slow
def test_activity_is_what_the_log_says_and_topics_are_its_own(log: Path, settled: Settings) -> None:
    found = twins.twins_of(settled)
    assert found is not None
    counted = rows(
        log,
        "SELECT count(*), count(DISTINCT e.tick // 24), max(e.tick // 24) - min(e.tick // 24) + 1 FROM {tables} "
        "GROUP BY user ORDER BY user",
    )
    assert len(found) == len(counted) == settled.world.people
    views, met, span = counted.T
    # Between the first day and the last, each day is as likely to be one on which they watched as any.
    between = np.maximum(span - 2, 0)
    watched = np.where(between > 0, met - 2, 0)
    usual = (watched[between > 0] / between[between > 0]).mean()
    active = (watched + usual) / (between + 1)
    rate = views / met * active
    many = rate > np.median(rate) / 100
    np.testing.assert_allclose(found.views_per_day[many], rate[many])
    assert found.active_days is not None
    np.testing.assert_allclose(found.active_days, active)
    shares = rows(log, "SELECT topic, count(*) FROM {tables} GROUP BY topic ORDER BY 2 DESC")
    assert {*settled.world.topics} == {*shares[:, 0]} == {*BASE.world.topics}
    assert settled.people.views_per_day == pytest.approx(np.median(rate))


@pytest.mark.slow
def test_tastes_are_those_that_people_were_born_with(log: Path, settled: Settings) -> None:
    """Mean cosine with inborn tastes, for those who watched much: 0.79 measured, 0.6 between two strangers' at most."""
    found = twins.twins_of(settled)
    assert found is not None
    order = [BASE.world.topics.index(name) for name in settled.world.topics]
    users = rows(log, "SELECT user, count(*) FROM {tables} GROUP BY user ORDER BY user").astype(int)
    inborn = state.born(BASE).people.innate[users[:, 0]][:, order]

    def cosine(taste: np.ndarray) -> float:
        length = np.linalg.norm(taste, axis=1) * np.linalg.norm(inborn, axis=1)
        return float(((taste * inborn).sum(axis=1) / length)[users[:, 1] > 60].mean())

    assert cosine(found.taste) > 0.7
    assert cosine(np.roll(found.taste, 1, axis=0)) < 0.6


@pytest.mark.slow
def test_a_world_of_twins_watches_as_the_log_did(log: Path, settled: Settings) -> None:
    """Stated tolerances: mean views a day within 15 % (0.89 of the log's measured: long sessions end with the slate),
    the median within 25 %, each twin's like its model's with a correlation above 0.7; topics' shares with one above
    0.5, as feeds make the rich richer by luck (0.67 to 0.90 over five seeds)."""
    run = build(settled, ("user-cf",))
    days = 2 * DAYS  # so that luck of single days is half as large
    events = [run.step().interactions for _ in range(days * 24)]
    user = np.concatenate([hour.user for hour in events])
    item = np.concatenate([hour.item for hour in events])
    here = np.bincount(user, minlength=settled.world.people) / days
    there = rows(log, "SELECT count(*) FROM {tables} GROUP BY user")[:, 0] / DAYS
    assert here.mean() == pytest.approx(there.mean(), rel=0.15)
    assert np.median(here) == pytest.approx(np.median(there), rel=0.25)
    found = twins.twins_of(settled)
    assert found is not None
    model = found.for_people(settled.world.people, run.engine.world.luck).views_per_day
    assert np.corrcoef(here, model)[0, 1] > 0.7
    told = dict(rows(log, "SELECT topic, count(*) FROM {tables} GROUP BY topic").tolist())
    shares = np.array([int(told[name]) for name in settled.world.topics], dtype=float)
    here = np.bincount(run.engine.world.videos.topic[item], minlength=len(shares)).astype(float)
    assert np.corrcoef(here, shares)[0, 1] > 0.5


@pytest.mark.slow
def test_a_run_of_twins_can_be_repeated_and_a_changed_log_is_refused(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own"
    shutil.copytree(log, own)
    words = [
        "run",
        "--settings",
        str(FEW_TOML),
        "--people-from",
        str(own),
        "--people",
        "40",
        "--creators",
        "20",
        "--days",
        "1",
    ]
    assert command_line([*words, "--out", str(tmp_path / "one")]) == 0
    file = str(tmp_path / "one" / "settings.toml")
    again = ["run", "--settings", file, "--days", "1", "--out", str(tmp_path / "two")]
    assert command_line(again) == 0
    one, two = (Recording(tmp_path / name) for name in ("one", "two"))
    assert one.digest == two.digest == two.verify()
    capsys.readouterr()
    part = own / "events" / "part-00000.parquet"
    duckdb.sql(
        f"COPY (SELECT * FROM '{part}' LIMIT 500) TO '{own}/events/part-00000.parquet.new' (FORMAT parquet)"
    )
    (own / "events" / "part-00000.parquet.new").replace(part)
    twins.estimate.cache_clear()
    for verb in (["run", "--days", "1"], ["app"], ["serve"]):
        assert "twins.log must be the log it was" in refused(capsys, *verb, "--settings", file)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("nothing\n1\n", "must be a log of who watched what"),
        ("user,item,rating\n1,2,three\n", "line 2"),
        ("user,item\n1,2\n3,2\n", "must have at least 2 items, not 1"),
    ],
)
def test_a_broken_log_is_one_sentence_and_exit_code_2(
    text: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.csv").write_text(text)
    told = refused(capsys, "run", "--people-from", str(tmp_path / "log.csv"), "--days", "1")
    assert told.startswith("--people-from must be a log of")
    assert sentence in told


def test_topics_of_other_names_than_the_log_s_are_refused(tmp_path: Path) -> None:
    pairs = (f"{user},{item}" for user in range(12) for item in range(user, user + 6))
    (tmp_path / "log.csv").write_text("\n".join(("user,item", *pairs)))
    settled = twins.settled(BASE, tmp_path / "log.csv", None)
    with pytest.raises(SettingsError, match=r"world\.topics must be those of twins\.log"):
        twins.twins_of(override(settled, {"world.topics": ["this", "that"]}))


def test_items_that_the_same_people_watch_become_groups() -> None:
    """In a made log with five topics, of which nothing is told, nine views in ten share a group with their topic."""
    made = generated_log(Luck(2), users=400, items=200, events=12_000, topics=5)
    assert made.features is not None
    topic = made.features.topics.argmax(axis=1)
    group, count = groups(made.user, made.item, len(made.users), len(made.items), 5)
    assert count == 5
    table = np.zeros((5, 5))
    np.add.at(table, (group[made.item], topic[made.item]), 1)
    assert table.max(axis=1).sum() / table.sum() > 0.9
    assert (np.diff(np.bincount(group, np.bincount(made.item))) <= 0).all()  # largest first
    again, _ = groups(made.user, made.item, len(made.users), len(made.items), 5)
    np.testing.assert_array_equal(group, again)


def test_two_items_are_two_topics_and_one_view_is_enough() -> None:
    group, count = groups(np.array([0, 0]), np.array([0, 1]), 1, 2, 16)
    assert count == 2
    assert {*group.tolist()} <= {0, 1}


def test_fewer_people_are_a_sample_and_more_are_born_again() -> None:
    taste = np.eye(5, dtype=np.float32)
    known = Twins(taste, np.arange(1.0, 6.0), None, np.full(5, 0.2))
    few, many = known.for_people(3, Luck(1)), known.for_people(10, Luck(1))
    assert len({*few.views_per_day.tolist()}) == 3
    assert sorted(many.views_per_day.tolist()) == sorted([*range(1, 6), *range(1, 6)])
    np.testing.assert_array_equal(many.taste.argmax(axis=1) + 1, many.views_per_day)


def bursts(tmp_path: Path) -> Path:
    """A log of two years in which everybody rates twelve films within two evenings, a quarter of the views dramas, of
    which there are as many as of all else together."""
    rows = ["userId,movieId,rating,timestamp"]
    for user in range(60):
        start = 900_028_800 + user * 11 * 86_400  # midnight and later, by the log's own clock
        for view in range(12):
            drama = view % 4 == 0
            film = 100 + (user * 3 + view) % 60 if drama else (user * 5 + view * 7) % 60
            rows.append(f"{user},{film},{1 + (user + view) % 5},{start + 86_400 * (view // 6) + 600 * view}")
    (tmp_path / "ratings.csv").write_text("\n".join(rows))
    films = [
        f"{n},t,{'Drama' if n >= 100 else ('Comedy', 'War')[n % 2]}" for n in (*range(60), *range(100, 160))
    ]
    (tmp_path / "movies.csv").write_text("\n".join(["movieId,title,genres", *films]))
    return tmp_path / "ratings.csv"


def test_activity_is_counted_over_each_person_s_own_days(tmp_path: Path) -> None:
    file = bursts(tmp_path)
    own = twins.twins_of(twins.settled(BASE, file, None))
    whole = twins.twins_of(twins.settled(BASE, file, None, {"activity": "log"}))
    given = twins.twins_of(twins.settled(BASE, file, None, {"views_per_day": 20.0}))
    assert own is not None and whole is not None and given is not None
    np.testing.assert_allclose(own.views_per_day, 6)
    np.testing.assert_allclose(own.active_days, 1)
    days = 59 * 11 + 2
    np.testing.assert_allclose(whole.views_per_day, 12 / days)
    np.testing.assert_allclose(given.views_per_day, 20)


def test_creators_turn_to_topics_as_they_are_watched(tmp_path: Path) -> None:
    settled = twins.settled(BASE, bursts(tmp_path), None)
    found = twins.twins_of(settled)
    assert found is not None
    drama = settled.world.topics.index("Drama")
    assert found.popularity[drama] == pytest.approx((180 + 1) / (720 + 3))  # half of all films


def test_a_dead_world_of_twins_says_so_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["settings", "--people-from", str(bursts(tmp_path)), "--activity"]
    assert command_line([*words, "log"]) == 0
    said = capsys.readouterr().err
    assert (
        "watch 0.018 videos a day, too few for a world to move: --activity own counts each person's own days"
        in said
    )
    assert command_line([*words, "own"]) == 0
    assert capsys.readouterr().err == ""
    assert "--activity must be own, log, or a number of views a day between 0.1 and 500, not 'x'" in refused(
        capsys, *words, "x"
    )
