"""Logs of every format are read as written, and what is wrong with one is said in a sentence."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.datasets import Log, LogError, generated_log, read_log
from recommender.luck import Luck

KUAIREC = (
    "user_id,video_id,play_duration,video_duration,time,date,timestamp,watch_ratio\n"
    "14,148,4381,6067,2020-07-05 05:27:48.378,20200705,1593898068.378,0.722103\n"
    "9,183,11635,6100,2020-07-05 05:28:00.057,20200705,1593898080.057,1.907377\n"
)
KUAIRAND = (
    "user_id,video_id,date,hourmin,time_ms,is_click,is_like,is_follow,is_comment,is_forward,is_hate,long_view,"
    "play_time_ms,duration_ms,profile_stay_time,comment_stay_time,is_profile_enter,is_rand,tab\n"
    "0,5,20220508,800,1651995200000,1,1,0,0,1,0,1,12000,10000,0,0,0,0,1\n"
    "0,6,20220508,900,1651998800000,0,0,1,1,0,1,0,500,20000,0,0,0,0,1\n"
)
RECBOLE = (
    "user_id:token\titem_id:token\trating:float\ttimestamp:float\n"
    "b\tx\t4\t881250949\na\tx\t3\t881250900\na\ty\t1\t881250901\n"
)


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith(".gz"):
        file.write_bytes(gzip.compress(text.encode()))
    else:
        file.write_bytes(text.encode())
    return file


def rows(log: Log) -> list[tuple[str, str, float | None, float | None]]:
    """(user, item, rating, time) by the log's own ids."""
    nothing = [None] * len(log)
    return list(
        zip(
            log.users[log.user].tolist(),
            log.items[log.item].tolist(),
            nothing if log.rating is None else log.rating.tolist(),
            nothing if log.time is None else log.time.tolist(),
            strict=True,
        )
    )


# Formats

MOVIELENS = [("10", "2", 3.0, 100.0), ("9", "30", 5.0, 200.0), ("10", "30", 1.5, 7300.0)]


@pytest.mark.parametrize(
    ("name", "between", "header"),
    [
        ("u.data", "\t", ""),
        ("ratings.dat", "::", ""),
        ("ratings.csv", ",", "userId,movieId,rating,timestamp\n"),
        ("ratings.csv.gz", ",", "userId,movieId,rating,timestamp\n"),
        ("windows.csv", ",", "\ufeffuserId,movieId,rating,timestamp\n"),
    ],
)
@pytest.mark.parametrize("format_", ["auto", "movielens"])
def test_movielens_in_its_three_dresses(tmp_path: Path, name, between, header, format_) -> None:
    # Out of order in the file: rows come back in order of time, ids in the order of numbers.
    lines = [between.join(str(cell) for cell in MOVIELENS[at]) for at in (2, 0, 1)]
    end = "\r\n" if name.startswith("windows") else "\n"
    log = read_log(write(tmp_path, name, header.replace("\n", end) + end.join(lines) + end), format_)
    assert rows(log) == MOVIELENS
    assert log.users.tolist() == ["9", "10"]
    assert (log.format, log.user.dtype, log.item.dtype) == ("movielens", np.int32, np.int32)
    assert log.tick.tolist() == [0, 0, 2]


def test_a_rating_is_the_share_of_the_best_one_that_was_watched(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "u.data", "1\t1\t1\t0\n1\t2\t3\t1\n2\t1\t5\t2\n"))
    events = log.interactions()
    np.testing.assert_allclose(events.watch_s / events.duration_s, [0.2, 0.6, 1.0])
    np.testing.assert_array_equal(log.ratings_of(events), [1, 3, 5])
    assert not (events.liked | events.disliked).any()


def test_kuairec_counts_milliseconds(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "small_matrix.csv", KUAIREC))
    assert log.format == "kuairec"
    assert rows(log) == [("14", "148", None, 1593898068.378), ("9", "183", None, 1593898080.057)]
    events = log.interactions()
    np.testing.assert_allclose(events.watch_s, [4.381, 11.635])
    np.testing.assert_allclose(events.watch_s / events.duration_s, [0.722103, 1.907377], rtol=1e-5)


def test_kuairand_has_signs(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "log_standard.csv", KUAIRAND))
    assert log.format == "kuairand"
    assert log.tick.tolist() == [0, 1]
    events = log.interactions()
    np.testing.assert_allclose(events.duration_s, [10, 20])
    signs = (events.liked, events.commented, events.shared, events.followed, events.disliked)
    assert [sign.tolist() for sign in signs] == [
        [True, False],
        [False, True],
        [True, False],
        [False, True],
        [False, True],
    ]


def test_recbole_names_its_types(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "ml.inter", RECBOLE))
    assert log.format == "recbole"
    assert rows(log) == [
        ("a", "x", 3.0, 881250900.0),
        ("a", "y", 1.0, 881250901.0),
        ("b", "x", 4.0, 881250949.0),
    ]


def test_a_csv_with_names_of_its_own_and_times_in_words(tmp_path: Path) -> None:
    text = 'who;what;when;hearts\n"Ana; B.";v1;1970-01-01 02:00:00;true\nBo;v2;1970-01-01 00:00:00;false\n'
    named = {"user": "who", "item": "what", "time": "when", "like": "hearts"}
    log = read_log(write(tmp_path, "log.csv", text), columns=named)
    assert rows(log) == [("Bo", "v2", None, 0.0), ("Ana; B.", "v1", None, 7200.0)]
    assert log.liked is not None
    assert log.liked.tolist() == [False, True]
    events = log.interactions()
    np.testing.assert_array_equal(events.watch_s, events.duration_s)  # that the row is there is all we know


@pytest.mark.parametrize(("unit", "factor"), [("s", 1), ("ms", 1000), ("us", 1_000_000)])
def test_times_say_by_their_size_what_they_count(tmp_path: Path, unit: str, factor: int) -> None:
    text = f"user,item,timestamp\na,x,{1_600_000_000 * factor}\na,y,{1_600_003_600 * factor}\n"
    log = read_log(write(tmp_path, f"{unit}.csv", text))
    assert log.time is not None
    np.testing.assert_allclose(log.time, [1_600_000_000, 1_600_003_600])
    assert log.tick.tolist() == [0, 1]


def test_without_times_the_order_of_rows_stays(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "log.csv", "user,item\nb,x\na,y\nb,y\n"))
    assert rows(log) == [("b", "x", None, None), ("a", "y", None, None), ("b", "y", None, None)]
    assert log.tick.tolist() == [0, 0, 0]


def test_seconds_watched_without_a_length_are_measured_by_the_longest_watch(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "log.csv", "user,item,watch_s\na,x,3\nb,x,12\na,y,5\n"))
    events = log.interactions()
    np.testing.assert_allclose(events.watch_s / events.duration_s, [0.25, 1, 1])


def parquet(file: Path, select: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as db:
        db.execute(f"COPY ({select}) TO '{file}' (FORMAT parquet)")
    return file


def test_a_recording_of_ours_is_a_log(tmp_path: Path) -> None:
    flags = ", ".join(
        f"user % 2 = 0 AS {f}" for f in ("liked", "commented", "shared", "followed", "disliked")
    )
    for part in range(2):
        parquet(
            tmp_path / f"run/events/part-0000{part}.parquet",
            f"SELECT user::INT AS user, 7::INT AS item, {part + 5}::INT AS tick, 3::FLOAT AS watch_s, "
            f"9::FLOAT AS duration_s, {flags} FROM range(3) AS t(user)",
        )
    parquet(tmp_path / "run/videos/part-00000.parquet", "SELECT 7 AS item, 'food' AS topic")
    log = read_log(tmp_path / "run")
    assert (len(log), log.format, log.users.tolist(), log.items.tolist()) == (
        6,
        "parquet",
        ["0", "1", "2"],
        ["7"],
    )
    assert log.tick.tolist() == [0, 0, 0, 1, 1, 1]
    assert log.interactions().liked.tolist() == [True, False, True] * 2
    assert log.features is not None
    assert log.features.names == ("food",)


# What items are about


def test_genres_beside_a_movielens_log(tmp_path: Path) -> None:
    write(tmp_path, "ratings.csv", "userId,movieId,rating,timestamp\n1,10,3,1\n1,2,3,2\n1,7,4,3\n")
    write(tmp_path, "movies.csv", 'movieId,title,genres\n10,"A, the",Drama|Comedy\n2,B,Drama\n3,C,War\n')
    features = read_log(tmp_path).features
    assert features is not None
    assert features.names == ("Comedy", "Drama")
    np.testing.assert_array_equal(features.topics, [[0, 1], [0, 0], [0.5, 0.5]])  # items 2, 7, 10


def test_genres_of_the_older_movielens(tmp_path: Path) -> None:
    write(tmp_path, "ml/u.data", "1\t1\t3\t1\n1\t2\t3\t1\n")
    write(tmp_path, "ml/u.genre", "unknown|0\nAction|1\nDrama|2\n")
    write(tmp_path, "ml/u.item", "1|T|1995||url|0|1|1\n2|U|1995||url|1|0|0\n")
    features = read_log(tmp_path / "ml").features
    assert features is not None
    np.testing.assert_array_equal(features.topics, [[0.5, 0.5], [0, 0]])
    write(tmp_path, "dat/ratings.dat", "1::1::3::1\n")
    write(tmp_path, "dat/movies.dat", "1::Title (1995)::Action|War\n")
    other = read_log(tmp_path / "dat").features
    assert other is not None
    assert other.names == ("Action", "War")


def test_categories_of_the_others(tmp_path: Path) -> None:
    write(tmp_path, "rec/small_matrix.csv", KUAIREC)
    write(tmp_path, "rec/item_categories.csv", 'video_id,feat\n148,"[8, 2]"\n183,[8]\n')
    write(tmp_path, "rand/log.csv", KUAIRAND)
    write(tmp_path, "rand/video_features_basic_pure.csv", 'video_id,author_id,tag\n5,1,"3,4"\n6,2,3\n')
    write(tmp_path, "bole/ml.inter", RECBOLE)
    write(tmp_path, "bole/ml.item", "item_id:token\ttitle:token_seq\tclass:token_seq\nx\tA b\t8 2\ny\tC\t8\n")
    for log in ("rec/small_matrix.csv", "rand/log.csv", "bole/ml.inter"):
        features = read_log(tmp_path / log).features
        assert features is not None, log
        assert sorted(map(tuple, features.topics.tolist())) in ([(0, 1), (0.5, 0.5)], [(0.5, 0.5), (1, 0)])


# What is wrong


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("u.data", "1\t1\t3\t1\n\n1\t2\tx\t2\n", "line 3 of u.data: rating must be a number, not 'x'"),
        ("u.data", "1\t1\t3\t1\n1\t2\t\t2\n", "line 2 of u.data: rating must be a number, not empty"),
        ("u.data", "1\t1\t3\t1\n\n\n1\t2\tnan\t2\n", "line 4 of u.data: rating must be a number, not 'nan'"),
        ("u.data", "1\t1\t3\t1\n\t2\t4\t2\n", "line 2 of u.data: user must not be empty"),
        ("u.data", "1\t1\t3\t1\n1\t2\t4\tinf\n", "line 2 of u.data: timestamp must be a time"),
        ("u.data", "1\t1\t3\t1\n1\t2\t4\n", "line 2 of u.data has 3 columns instead of 4"),
        ("u.data", "1\t1\t3\t1\n1\t2\t4\t5\t6\n", "line 2 of u.data has 5 columns instead of 4"),
        ("r.dat", "1::1::3::1\n1::1::3::soon\n", "line 2 of r.dat: timestamp must be a time"),
        (
            "ratings.csv",
            "userId,movieId,rating,timestamp\n1,1,3,1\n1,2,?,2\n",
            "line 3 of ratings.csv: rating",
        ),
        (
            "l.csv",
            'user,item,rating\n"a\nb",x,1\nc,y,nan\n',
            "line 4 of l.csv: rating must be a number, not 'nan'",
        ),
        (
            "l.csv",
            "user,item,watch_s\na,x,1\na,y,-2\n",
            "line 3 of l.csv: watch_s must be a number of at least 0",
        ),
        (
            "l.csv",
            "user,item,watch_s\na,x,1\na,y,1e300\n",
            "line 3 of l.csv: watch_s must be a number of at least 0 and at most 1000000000, not '1e300'",
        ),
        ("l.csv", "user,item,like\na,x,0\na,y,maybe\n", "line 3 of l.csv: like must be 0 or 1, not 'maybe'"),
    ],
)
def test_a_broken_row_is_named_by_its_line_or_left_out_and_counted(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    file = write(tmp_path, name, text)
    with pytest.raises(LogError) as error:
        read_log(file)
    assert str(error.value).startswith(sentence)
    assert "--skip-bad-rows" in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    log = read_log(file, skip_bad_rows=True)
    assert (len(log), log.skipped) == (1, 1)


@pytest.mark.slow
def test_the_first_of_many_broken_rows_is_named_whatever_the_threads(tmp_path: Path) -> None:
    lines = [f"{n}\t{n % 50}\t3\t{n}" for n in range(300_000)]
    for at in (250_017, 90_007, 280_000):
        lines[at] = lines[at].replace("\t3\t", "\tbad\t")
    file = write(tmp_path, "u.data", "\n".join(lines))
    with pytest.raises(LogError, match=r"line 90008 of u\.data: rating must be a number, not 'bad'"):
        read_log(file)
    assert read_log(file, skip_bad_rows=True).skipped == 3


@pytest.mark.parametrize(
    ("name", "text", "how", "sentence"),
    [
        ("a.csv", "", {}, "a.csv is empty"),
        ("a.csv", "user,item\n", {}, "a.csv has no rows"),
        ("a.csv", "user,item,rating\na,b,x\n", {"skip_bad_rows": True}, "a.csv has no rows: all 1 are bad"),
        ("a.csv", "word\n", {}, "a.csv has no columns"),
        ("a.bin", "\0\1", {}, "a.bin is no text"),
        ("a.csv", "user,thing\na,b\n", {}, "a.csv has no column that is known to be the item"),
        (
            "a.csv",
            "usr,thing\na,b\n",
            {"columns": {"user": "user", "item": "thing"}},
            "a.csv has no column 'user' (did you mean 'usr'?)",
        ),
        ("a.csv", "user,item\na,b\n", {"columns": {"wtch": "x"}}, "a column can be user, item, time"),
        ("a.csv", "user,item\na,b\n", {"format": "netflix"}, "format must be one of auto, movielens"),
        (
            "k.csv",
            KUAIREC.replace("play_duration", "play_duratoin"),
            {"format": "kuairec"},
            "k.csv has no column 'play_duration' (did you mean 'play_duratoin'?)",
        ),
        ("a.csv", "user,item\na,b\n", {"format": "recbole"}, "a.csv must have a header like user_id:token"),
        ("a.csv", "user,item\na,b\n", {"format": "parquet"}, "a.csv cannot be read as Parquet"),
        ("u.data", "1\t2\t3\n", {"format": "movielens"}, "u.data must have 4 columns"),
        (
            "a.csv",
            "user,item,time\n1,1,0\n1,2,9999999999999999999999\n",
            {},
            "a.csv: times in time must span at most 10000 years, not",
        ),
    ],
)
def test_what_is_no_log_is_said_in_a_sentence(tmp_path: Path, name, text, how, sentence) -> None:
    with pytest.raises(LogError) as error:
        read_log(write(tmp_path, name, text), **how)
    assert sentence in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_a_missing_file_and_a_folder_without_a_log(tmp_path: Path) -> None:
    with pytest.raises(LogError, match=r"gone\.csv does not exist"):
        read_log(tmp_path / "gone.csv")
    with pytest.raises(LogError, match="holds no log"):
        read_log(tmp_path)


# Properties

LABEL = st.text("abz019-_ ", min_size=1, max_size=4).filter(lambda word: word == word.strip() and word)
TIME = st.integers(0, 10**9).filter(lambda time: not 19_000_101 <= time <= 21_001_231)  # no date
ROW = st.tuples(LABEL, LABEL, st.integers(1, 10).map(lambda half: half / 2), TIME)


@given(st.lists(ROW, min_size=1, max_size=20))
def test_what_is_written_is_read(tmp_path_factory, written: list[tuple[str, str, float, int]]) -> None:
    file = tmp_path_factory.mktemp("log") / "log.csv"
    lines = ["user,item,rating,timestamp", *(",".join(map(str, row)) for row in written)]
    file.write_text("\n".join(lines))
    log = read_log(file)
    last = {row[:2]: row for row in sorted(written, key=lambda row: row[3])}  # a later rating replaces
    in_time = sorted(written, key=lambda row: row[3])
    kept = [row for n, row in enumerate(in_time) if row[:2] not in {later[:2] for later in in_time[n + 1 :]}]
    assert rows(log) == [(u, i, r, float(t)) for u, i, r, t in kept]
    assert {row[:2]: row[2] for row in rows(log)} == {pair: row[2] for pair, row in last.items()}
    assert sorted(log.users.tolist()) == sorted({row[0] for row in written})


def test_a_generated_log_looks_like_movielens() -> None:
    log = generated_log(Luck(1))
    assert (len(log), len(log.users), len(log.items)) == (100_000, 943, 1682)
    assert log.rating is not None
    assert log.time is not None
    pairs = log.user.astype(np.int64) * 1682 + log.item
    assert len(np.unique(pairs)) == len(pairs)
    assert set(np.unique(log.rating)) == {1, 2, 3, 4, 5}
    assert 3.4 < log.rating.mean() < 3.9  # MovieLens 100k: 3.53
    assert (np.diff(log.time) >= 0).all()
    # Popular items and busy people: a few have much.
    for ids in (log.user, log.item):
        counts = np.sort(np.bincount(ids))[::-1]
        assert counts[: len(counts) // 10].sum() > 0.25 * counts.sum()
    # Tastes are clustered: people rate the topics higher that they rate more.
    assert log.features is not None
    topic = log.features.topics.argmax(axis=1)[log.item]
    often = np.bincount(log.user * 16 + topic, minlength=943 * 16).reshape(943, 16)
    favourite = topic == often.argmax(axis=1)[log.user]
    assert log.rating[favourite].mean() > log.rating[~favourite].mean() + 0.2
    assert len(generated_log(Luck(1), 50, 40, 300)) == 300
    assert math.isclose(generated_log(Luck(2)).rating.mean(), log.rating.mean(), abs_tol=0.2)


def test_broken_and_ordinary_parquet(tmp_path: Path) -> None:
    good = parquet(
        tmp_path / "log.parquet",
        "SELECT n % 3 AS user_id, n AS video_id, 4.5 AS rating FROM range(6) AS t(n)",
    )
    assert read_log(good).interactions().watch_s.tolist() == [4.5] * 6
    words = "SELECT n AS user, n AS item, CASE n WHEN 2 THEN 'x' ELSE '3' END AS rating FROM range(4) AS t(n)"
    empty = "SELECT n AS user, n AS item, CASE WHEN n <> 2 THEN 3.0 END AS rating FROM range(4) AS t(n)"
    with pytest.raises(LogError, match=r"words\.parquet cannot be read: .*'x'"):
        read_log(parquet(tmp_path / "words.parquet", words))
    file = parquet(tmp_path / "empty.parquet", empty)
    with pytest.raises(LogError, match=r"row 3 of empty\.parquet: rating must be a number"):
        read_log(file)
    assert read_log(file, skip_bad_rows=True).skipped == 1
    with pytest.raises(LogError, match=r"log\.parquet is Parquet, not kuairec"):
        read_log(good, "kuairec")
