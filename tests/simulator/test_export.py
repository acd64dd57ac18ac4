"""Recordings in the formats of other libraries, loaded by those libraries."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest

from recommender.datasets import read_log
from simulator.cli import command_line
from simulator.laws import drift
from simulator.recording.reader import Recording
from tests.simulator.test_recording import record

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "run"
    record(folder)
    return folder


def exported(week: Path, folder: Path, to: str, capsys: Captured) -> Path:
    assert command_line(["export", str(week), "--to", to, "--out", str(folder / to)]) == 0
    assert f"{folder / to}" in capsys.readouterr().out
    return folder / to


def views(week: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(user, item, experience, tick) of all events, from the recording itself."""
    hours = [hour for hour in Recording(week).hours() if len(hour)]
    felt = np.concatenate([drift.experience(hour) for hour in hours])
    return (*(np.concatenate([getattr(h, n) for h in hours]) for n in ("user", "item")), felt,
            np.concatenate([h.tick for h in hours]))  # fmt: skip


def test_surprise_reads_what_is_written_for_movielens(week: Path, tmp_path: Path, capsys: Captured) -> None:
    surprise = pytest.importorskip("surprise")
    folder = exported(week, tmp_path, "movielens", capsys)
    data = surprise.Dataset.load_from_file(str(folder / "u.data"), reader=surprise.Reader("ml-100k"))
    user, item, felt, tick = views(week)
    assert len(data.raw_ratings) == len(user)
    told = {(int(u), int(i)): (rating, int(when)) for u, i, rating, when in data.raw_ratings}
    for at in range(0, len(user), 7):
        rating, when = told[user[at] + 1, item[at] + 1]
        assert abs(rating - (1 + 4 * felt[at])) <= 0.5 + 1e-6
        assert when == tick[at] * 3600
    trained = surprise.KNNBasic(verbose=False).fit(data.build_full_trainset())
    assert 1.0 <= trained.predict(str(user[0] + 1), str(item[0] + 1)).est <= 5.0


def test_the_genres_of_u_item_are_the_topics(week: Path, tmp_path: Path, capsys: Captured) -> None:
    folder = exported(week, tmp_path, "movielens", capsys)
    genres = [line.split("|")[0] for line in (folder / "u.genre").read_text().splitlines()]
    topics = dict(Recording(week).sql("SELECT item, topic FROM videos"))
    rows = [line.split("|") for line in (folder / "u.item").read_text().splitlines()]
    assert [int(row[0]) for row in rows] == [item + 1 for item in sorted(topics)]
    for row in rows:
        flags = [genres[at] for at, flag in enumerate(row[5:]) if flag == "1"]
        assert flags == [topics[int(row[0]) - 1]]


def test_the_header_of_recbole_s_files_is_as_its_documentation_says(
    week: Path, tmp_path: Path, capsys: Captured
) -> None:
    """name:type between tabs, of the types token, token_seq, float and float_seq; ids first."""
    folder = exported(week, tmp_path, "recbole", capsys)
    lines = (folder / "feedscope.inter").read_text().splitlines()
    assert lines[0].split("\t")[:4] == ["user_id:token", "item_id:token", "rating:float", "timestamp:float"]
    cells = [line.split("\t") for line in lines]
    assert {len(row) for row in cells} == {len(cells[0])}
    assert {name.partition(":")[2] for name in cells[0]} == {"token", "float"}
    assert len(lines) - 1 == len(views(week)[0])
    floats = [at for at, name in enumerate(cells[0]) if name.endswith(":float")]
    assert np.isfinite([[float(row[at]) for at in floats] for row in cells[1:]]).all()
    items = (folder / "feedscope.item").read_text().splitlines()
    assert items[0].split("\t")[:2] == ["item_id:token", "topic:token_seq"]


@pytest.mark.parametrize("to", ["recbole", "movielens", "csv"])
def test_feedscope_reads_back_what_it_wrote(week: Path, tmp_path: Path, to: str, capsys: Captured) -> None:
    folder = exported(week, tmp_path, to, capsys)
    log = read_log(folder / "events.csv" if to == "csv" else folder)
    assert len(log.user) == len(views(week)[0])
    if to != "csv":
        assert log.features is not None, "what the videos are about came along"


def test_duckdb_reads_the_csv_with_its_types(week: Path, tmp_path: Path, capsys: Captured) -> None:
    folder = exported(week, tmp_path, "csv", capsys)
    found = duckdb.sql(
        f"SELECT count(*), sum(liked), max(tick) FROM read_csv('{folder}/events.csv')"
    ).fetchall()
    wanted = Recording(week).sql("SELECT count(*), sum(liked::INT), max(tick) FROM events")
    assert found == wanted


@pytest.mark.filterwarnings("ignore:Method expects CSR input")
def test_implicit_learns_from_the_csv(week: Path, tmp_path: Path, capsys: Captured) -> None:
    cosine = pytest.importorskip("implicit.nearest_neighbours").CosineRecommender
    sparse = pytest.importorskip("scipy.sparse")
    folder = exported(week, tmp_path, "csv", capsys)
    told = duckdb.sql(f"SELECT \"user\", item, rating FROM read_csv('{folder}/events.csv')").fetchnumpy()
    model = cosine(K=5, num_threads=1)
    matrix = sparse.csr_matrix((told["rating"], (told["user"], told["item"])))
    model.fit(matrix, show_progress=False)
    person = int(told["user"][0])
    ids, scores = model.recommend(person, matrix[person], N=3)
    assert len(ids) == 3
    assert not set(ids) & set(told["item"][told["user"] == person])
    assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--to", "parquet"], "--to must be one of recbole, movielens, csv, not 'parquet'"),
        (["--to", "csv", "--name", "a/b"], "--name must be letters"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    week: Path, tmp_path: Path, words: list[str], sentence: str, capsys: Captured
) -> None:
    assert command_line(["export", str(week), "--out", str(tmp_path), *words]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1
