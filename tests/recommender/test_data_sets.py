"""Logs of known data sets, and tables that are in memory, are read without a word about their columns."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from recommender.datasets import LogError, read_log
from tests.recommender.test_log_kinds import EXPECTED, PAIRS, rows, text, write

# Data sets

REC = "user_id,video_id,play_duration,video_duration,time,date,timestamp,watch_ratio\n"
RAND = (
    "user_id,video_id,date,hourmin,time_ms,is_click,is_like,is_follow,is_comment,is_forward,is_hate,"
    "play_time_ms,duration_ms,is_rand\n"
)


def test_a_kuairec_folder(tmp_path: Path) -> None:
    timed = "1,{},5000,10000,2020-07-05 05:27:48.378,20200705,1593898068.378,0.5\n"
    write(
        tmp_path, "data/big_matrix.csv", REC + timed.format(7) + "2,8,20000,10000,,,,2.0\n" + timed.format(9)
    )
    write(tmp_path, "data/small_matrix.csv", REC + timed.format(9))
    write(tmp_path, "data/item_categories.csv", 'video_id,feat\n7,"[1, 2]"\n9,[2]\n')
    write(tmp_path, "data/user_features.csv", "user_id,x\n1,2\n")
    log = read_log(tmp_path)
    assert (log.format, rows(log)) == (
        "kuairec",
        [("1", "7", None, 1593898068), ("1", "9", None, 1593898068)],
    )
    assert log.features is not None
    told = " / ".join(log.told())
    assert "kept apart: small_matrix.csv" in told
    assert "1 rows without a time are left out" in told
    assert len(read_log(tmp_path / "data" / "small_matrix.csv")) == 1


def test_a_kuairand_folder_keeps_what_was_shown_at_random_apart(tmp_path: Path) -> None:
    row = "0,{},20220508,800,1651995200000,1,1,0,0,0,0,12000,10000,{}\n"
    write(tmp_path, "data/log_standard_4_08_to_4_21_pure.csv", RAND + row.format(5, 0))
    write(tmp_path, "data/log_standard_4_22_to_5_08_pure.csv", RAND + row.format(6, 0) + row.format(4, 1))
    write(tmp_path, "data/log_random_4_22_to_5_08_pure.csv", RAND + row.format(7, 1) + row.format(8, 1))
    write(tmp_path, "data/video_features_basic_pure.csv", "video_id,author_id,tag\n5,1,3\n6,2,4\n")
    log = read_log(tmp_path)
    assert (log.format, log.items.tolist()) == ("kuairand", ["5", "6"])
    assert log.features is not None
    told = " / ".join(log.told())
    assert "kept apart: log_random_4_22_to_5_08_pure.csv" in told
    assert "1 views of what was shown at random (is_rand) are kept apart" in told
    assert len(read_log(tmp_path / "data" / "log_random_4_22_to_5_08_pure.csv")) == 2
    # A fault is named in the file that it is in.
    write(tmp_path, "data/log_standard_4_22_to_5_08_pure.csv", RAND + row.format(6, 0).replace("12000", "x"))
    with pytest.raises(
        LogError, match=r"line 2 of log_standard_4_22_to_5_08_pure\.csv: play_time_ms must be"
    ):
        read_log(tmp_path)


def test_mind_counts_clicks(tmp_path: Path) -> None:
    told = "1\tU1\t11/11/2019 9:05:58 AM\tN9 N8\tN1-1 N2-0\n2\tU2\t11/12/2019 6:11:30 PM\t\tN2-1 N3-1\n"
    write(tmp_path, "behaviors.tsv", told)
    write(tmp_path, "news.tsv", "N1\tsports\tgolf\tA\nN2\tnews\tworld\tB\nN3\tnews\tworld\tC\n")
    log = read_log(tmp_path)
    assert log.format == "mind"
    assert rows(log) == [
        ("U1", "N1", None, 1573463158),
        ("U2", "N2", None, 1573582290),
        ("U2", "N3", None, 1573582290),
    ]
    assert log.features is not None
    assert log.features.names == ("news", "sports")


def test_lastfm_in_its_three_dresses(tmp_path: Path) -> None:
    played = (
        'user_000001\t2009-05-04T23:08:57Z\tid1\tDeep "Dish\tt1\tSong\n'
        "user_000001\t2009-05-04T13:54:10Z\t\tMoby\t\tHotel\n"
    )
    log = read_log(write(tmp_path, "1k/userid-timestamp-artid-artname-traid-traname.tsv", played).parent)
    assert rows(log) == [
        ("user_000001", "Moby", None, 1241445250),
        ("user_000001", 'Deep "Dish', None, 1241478537),
    ]
    user = "00000c289a1829a808ac09c00daf10bc3c4e223b"
    log = read_log(
        write(tmp_path, "360k/usersha1-artmbid-artname-plays.tsv", f"{user}\tid\tbetty blowtorch\t3\n").parent
    )
    assert (rows(log), log.watch_ratio.tolist()) == ([(user, "betty blowtorch", None, None)], [2])
    log = read_log(
        write(tmp_path, "2k/user_artists.dat", "userID\tartistID\tweight\n2\t51\t15\n2\t52\t1\n").parent
    )
    assert (log.format, log.watch_ratio.tolist()) == ("lastfm", [4, 1])


def test_kinds_of_events_are_weights(tmp_path: Path) -> None:
    told = "timestamp,visitorid,event,itemid\n1433221332117,1,view,3\n1433221332118,1,transaction,4\n"
    file = write(tmp_path, "events.csv", told)
    log = read_log(file)
    assert (log.watch_ratio.tolist(), log.weighed) == ([1, 5], True)
    assert read_log(file, weights={"view": 0.5, "transaction": 7}).watch_ratio.tolist() == [0.5, 7]
    with pytest.raises(LogError, match="has events of the kind 'transaction': say what each kind counts"):
        read_log(file, weights={"view": 1})
    with pytest.raises(LogError, match="no column of kinds of events"):
        read_log(write(tmp_path, "log.csv", text()), weights={"view": 1})


# Tables


class Stream:
    """Nothing but the Arrow C stream interface, as polars, pyarrow and others have it."""

    def __init__(self, select: str) -> None:
        self._select = select

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        self._db = duckdb.connect()
        return self._db.sql(self._select).__arrow_c_stream__(requested_schema)


def test_tables_in_memory(tmp_path: Path) -> None:
    columns = dict(
        zip(("user_id", "item_id", "rating", "timestamp"), map(list, zip(*PAIRS, strict=True)), strict=True)
    )
    assert rows(read_log(columns)) == EXPECTED
    file = write(tmp_path, "log.csv", text())
    assert rows(read_log(Stream(f"FROM '{file}'"))) == EXPECTED
    with pytest.raises(LogError, match="columns of equal length: user has 2, item has 1"):
        read_log({"user": [1, 2], "item": [1]})
    with pytest.raises(LogError, match="a log must be a path, a pandas, polars or Arrow table, or a mapping"):
        read_log(3)
    with pytest.raises(LogError, match="the table has no rows"):
        read_log({"user": [], "item": []})
