"""The kinds of files that people have: each is read with the right figures, or refused in a sentence that says why."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import duckdb
import numpy as np
import pytest

from recommender.datasets import Log, LogError, read_log

FIRST_S = 880_001_010
"""1997-11-20 04:43:30, of the first event below."""
PAIRS = [
    (f"{u}", f"{i}", (u * 7 + i * 3) % 5 + 1, FIRST_S + 1000 * u + 10 * i)
    for u in range(1, 7)
    for i in range(1, 9)
]
EXPECTED = sorted(PAIRS, key=lambda row: row[3])


def rows(log: Log) -> list[tuple[str, str, float | None, float | None]]:
    nothing = [None] * len(log)
    return list(
        zip(
            log.users[log.user].tolist(),
            log.items[log.item].tolist(),
            nothing if log.rating is None else log.rating.tolist(),
            nothing if log.time is None else np.round(log.time).tolist(),
            strict=True,
        )
    )


def text(
    between: str = ",", header: str = "user_id,item_id,rating,timestamp", end: str = "", time=lambda t: t
) -> str:
    lines = [between.join(map(str, (u, i, r, time(t)))) + end for u, i, r, t in PAIRS]
    return "\n".join([*([header.replace(",", between) + end] if header else []), *lines]) + "\n"


def write(folder: Path, name: str, told: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(told if isinstance(told, bytes) else told.encode())
    return file


def parquet(file: Path, select: str) -> Path:
    with duckdb.connect() as db:
        db.execute(f"COPY ({select}) TO '{file}' (FORMAT parquet)")
    return file


# Wrong without a word


def test_the_last_rating_of_a_pair_replaces_the_others(tmp_path: Path) -> None:
    told = "user,item,rating,timestamp\na,x,5,30\na,x,1,10\nb,x,2,10\na,y,4,20\na,x,3,30\n"
    log = read_log(write(tmp_path, "log.csv", told))
    assert rows(log) == [("b", "x", 2, 10), ("a", "y", 4, 20), ("a", "x", 3, 30)]
    assert "2 ratings have given way to a later one of the same person and item" in log.told()


def test_plays_watches_and_events_of_a_pair_stay_rows(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, "log.csv", "user,item,plays\na,x,1\na,x,3\nb,y,1023\n"))
    events = log.interactions()
    assert events.watch_s.tolist() == [1, 2, 10]
    assert events.duration_s.tolist() == [1, 1, 1]
    assert len(read_log(write(tmp_path, "w.csv", "user,item,watch_s\na,x,3\na,x,4\n"))) == 2


@pytest.mark.parametrize(
    ("factor", "unit"), [(1, ""), (1_000, "milli"), (1_000_000, "micro"), (1_000_000_000, "nano")]
)
def test_a_log_is_as_long_as_it_is_whatever_its_times_count(tmp_path: Path, factor: int, unit: str) -> None:
    log = read_log(write(tmp_path, "log.csv", text(time=lambda t: t * factor)))
    assert rows(log) == EXPECTED
    assert f"time is timestamp (in {unit}seconds since 1970)" in log.told()[0]
    assert log.told()[1].startswith(
        "from 1997-11-20 05:00 to 1997-11-20 06:24, 1.4 hours; 8 events a person a day"
    )


def test_dates_as_numbers_are_days(tmp_path: Path) -> None:
    days = "user,item,date\na,x,20220410\na,y,20220412\nb,x,20211231\n"
    log = read_log(write(tmp_path, "log.csv", days))
    assert (log.time / 86_400).tolist() == [18_992, 19_092, 19_094]
    assert "time is date (as YYYYMMDD)" in log.told()[0]
    exact = "user,item,time\na,x,20220410235959\na,y,20220411000000\n"
    np.testing.assert_array_equal(np.diff(read_log(write(tmp_path, "exact.csv", exact)).time), [1])
    # No month 13: these are seconds.
    seconds = "user,item,time\na,x,20221310\na,y,20221311\n"
    assert np.diff(read_log(write(tmp_path, "s.csv", seconds)).time).tolist() == [1]


def test_a_row_that_counts_in_another_unit_is_named(tmp_path: Path) -> None:
    mixed = text().replace(f",{PAIRS[5][3]}\n", f",{PAIRS[5][3]}000\n")
    file = write(tmp_path, "log.csv", mixed)
    with pytest.raises(LogError) as error:
        read_log(file)
    assert str(error.value).startswith(
        "line 7 of log.csv: timestamp must count seconds since 1970, as most rows do, not '880002070000'"
    )
    assert (len(read_log(file, skip_bad_rows=True)), read_log(file, skip_bad_rows=True).skipped) == (47, 1)
    dated = write(tmp_path, "dated.csv", text().replace(f",{PAIRS[5][3]}\n", ",19971120\n"))
    with pytest.raises(
        LogError, match=r"line 7 of dated\.csv: .* must count seconds since 1970, .* not '19971120'"
    ):
        read_log(dated)
    # Numbers that look like days among others are what they count.
    counted = write(tmp_path, "counted.csv", "user,item,time\na,x,300\na,y,19971120\na,z,900000000\n")
    assert read_log(counted).time.tolist() == [300, 19971120, 900000000]


@pytest.mark.parametrize("word", ["NULL", "nan", "NaN", "None", "<NA>", "\\N", ""])
def test_what_stands_for_nobody_is_nobody(tmp_path: Path, word: str) -> None:
    file = write(tmp_path, "log.csv", f"user,item\na,x\n{word},x\na,y\n{word},y\n")
    with pytest.raises(LogError, match=r"line 3 of log\.csv: user must not be empty"):
        read_log(file)
    log = read_log(file, skip_bad_rows=True)
    assert (log.users.tolist(), log.skipped) == (["a"], 2)


def test_ids_that_became_fractions_are_what_they_were(tmp_path: Path) -> None:
    whole = "\n".join(f"{u}.0,{i}.0,{r},{t}" for u, i, r, t in PAIRS)
    log = read_log(write(tmp_path, "floats.csv", "user_id,item_id,rating,timestamp\n" + whole + "\n"))
    assert rows(log) == EXPECTED
    assert any("came as fractions" in line for line in log.told())
    # One that is no whole number: they are names.
    named = read_log(write(tmp_path, "names.csv", "user,item\n1.0,x\n1.5,y\n"))
    assert named.users.tolist() == ["1.0", "1.5"]
    big = parquet(
        tmp_path / "big.parquet", "SELECT 3e9::DOUBLE AS user, n::DOUBLE AS item FROM range(2) t(n)"
    )
    assert rows(read_log(big)) == [("3000000000", "0", None, None), ("3000000000", "1", None, None)]


# No header


@pytest.mark.parametrize(
    ("name", "between"),
    [
        ("amazon.csv", ","),
        ("log.tsv", "\t"),
        ("log.txt", " "),
        ("l.txt", "   "),
        ("l.dat", "::"),
        ("l.csv", ";"),
        ("l.csv", "|"),
    ],
)
def test_the_first_row_of_a_file_without_header_is_a_row(tmp_path: Path, name: str, between: str) -> None:
    assert rows(read_log(write(tmp_path, name, text(between, header="")))) == EXPECTED


def test_what_columns_without_a_header_are_is_said_or_usual(tmp_path: Path) -> None:
    three = write(tmp_path, "three.tsv", "1\t1\t2\n1\t3\t4\n")
    assert rows(read_log(three)) == [("1", "1", 2, None), ("1", "3", 4, None)]
    when = write(tmp_path, "when.csv", "a,x,1600000000\na,y,1600000100\n")
    assert rows(read_log(when)) == [("a", "x", None, 1600000000), ("a", "y", None, 1600000100)]
    pairs = write(tmp_path, "pairs.csv", "1,10\n2,20\n")
    assert rows(read_log(pairs)) == [("1", "10", None, None), ("2", "20", None, None)]
    five = write(tmp_path, "five.csv", "z,a,4,x,100\nz,b,5,y,200\n")
    with pytest.raises(
        LogError, match="has no header: say what its 5 columns are, in their order, like --columns"
    ):
        read_log(five)
    told = read_log(five, columns=["-", "user", "rating", "item", "time"])
    assert rows(told) == [("a", "x", 4, 100), ("b", "y", 5, 200)]
    # The same words for a file that has a header: it is no row.
    headed = write(tmp_path, "headed.csv", "q,who,how good,what,when\nz,a,4,x,100\n")
    assert rows(read_log(headed, columns=["-", "user", "rating", "item", "time"])) == [("a", "x", 4, 100)]
    with pytest.raises(LogError, match=r"pairs\.csv has 2 columns, and no column 3 for the rating"):
        read_log(pairs, columns=["user", "item", "rating"])
    words = write(tmp_path, "words.csv", "alice,dune\nbob,brazil\n")
    with pytest.raises(LogError, match=r"if it has no header \(--columns user,item\); it has alice, dune"):
        read_log(words)
    assert len(read_log(words, columns=["user", "item"])) == 2


# Separators, headers, decimals


def test_what_data_frames_and_spreadsheets_write(tmp_path: Path) -> None:
    lines = text().splitlines()
    numbered = "\n".join([f",{lines[0]}", *(f"{n},{line}" for n, line in enumerate(lines[1:]))])
    assert rows(read_log(write(tmp_path, "pandas.csv", numbered))) == EXPECTED
    from_r = "\n".join([lines[0], *(f"{n},{line}" for n, line in enumerate(lines[1:], 1))])
    assert rows(read_log(write(tmp_path, "r.csv", from_r))) == EXPECTED
    assert rows(read_log(write(tmp_path, "trailing.csv", text(end=",")))) == EXPECTED
    only_rows = "\n".join([lines[0], *(line + "," for line in lines[1:])])
    assert rows(read_log(write(tmp_path, "rows.csv", only_rows))) == EXPECTED
    commas = "\n".join(f"{u};{i};{r},5;{t}" for u, i, r, t in PAIRS)
    log = read_log(write(tmp_path, "semi.csv", "user;item;rating;timestamp\n" + commas))
    assert rows(log) == [(u, i, r + 0.5, t) for u, i, r, t in EXPECTED]
    quoted = "\n".join(f'{u},{i},"{r},5",{t}' for u, i, r, t in PAIRS)
    log = read_log(write(tmp_path, "quoted.csv", "user,item,rating,timestamp\n" + quoted))
    assert rows(log) == [(u, i, r + 0.5, t) for u, i, r, t in EXPECTED]
    tilde = write(tmp_path, "tilde.csv", text("~"))
    assert rows(read_log(tilde, separator="~")) == EXPECTED


def test_a_name_that_stands_there_twice(tmp_path: Path) -> None:
    twice = "user,item,rating,rating\na,x,1,2\n"
    with pytest.raises(LogError, match=r"log\.csv has two columns called 'rating': rename one of them"):
        read_log(write(tmp_path, "log.csv", twice))
    assert len(read_log(write(tmp_path, "other.csv", "user,item,junk,junk\na,x,1,2\n"))) == 1


# Encodings, packing, other forms


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
def test_nobody_is_lost_to_an_accent(tmp_path: Path, encoding: str) -> None:
    told = "user_id,item_id,rating,timestamp\r\nZoë,café,5,880001010\r\nZoë,thé,4,880001020\r\n"
    for how in ("auto", encoding):
        log = read_log(write(tmp_path, "log.csv", told.encode(encoding)), encoding=how)
        assert rows(log) == [("Zoë", "café", 5, 880001010), ("Zoë", "thé", 4, 880001020)]


def test_an_encoding_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(
        LogError, match="encoding must be one that Python knows, like utf-8, latin-1 or utf-16, not 'x'"
    ):
        read_log(write(tmp_path, "log.csv", text()), encoding="x")


def test_packed_logs(tmp_path: Path) -> None:
    assert rows(read_log(write(tmp_path, "log.csv.gz", gzip.compress(text().encode())))) == EXPECTED
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as packed:
        packed.writestr("inner.csv", text())
    assert rows(read_log(tmp_path / "one.zip")) == EXPECTED
    with zipfile.ZipFile(tmp_path / "ml.zip", "w") as packed:
        packed.writestr("ml/ratings.csv", text(header="userId,movieId,rating,timestamp"))
        packed.writestr(
            "ml/movies.csv", "movieId,title,genres\n" + "".join(f"{i},t,Drama\n" for i in range(1, 9))
        )
    log = read_log(tmp_path / "ml.zip")
    assert rows(log) == EXPECTED
    assert log.features is not None
    with pytest.raises(LogError, match=r"bad\.zip cannot be unpacked"):
        read_log(write(tmp_path, "bad.zip", b"PK not really"))


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"user_id": int(u), "item_id": i, "rating": r, "timestamp": t}) for u, i, r, t in PAIRS
    ]
    assert rows(read_log(write(tmp_path, "log.jsonl", "\n".join(lines)))) == EXPECTED
    liked = '{"user": "a", "item": "x", "like": true}\n{"item": "y", "user": "a"}\n'
    assert read_log(write(tmp_path, "liked.jsonl", liked)).liked.tolist() == [True, False]
    lines[3] = lines[3].replace(f'"rating": {PAIRS[3][2]}', '"rating": "good"')
    with pytest.raises(LogError, match=r"line 4 of log\.jsonl: rating must be a number, not 'good'"):
        read_log(write(tmp_path, "log.jsonl", "\n".join(lines)))
    lines[3] = "{broken"
    with pytest.raises(LogError, match=r"line 4 of log\.jsonl is no JSON object"):
        read_log(write(tmp_path, "log.jsonl", "\n".join(lines)))


def test_a_json_list(tmp_path: Path) -> None:
    held = [{"user_id": int(u), "item_id": i, "rating": r, "timestamp": t} for u, i, r, t in PAIRS]
    assert rows(read_log(write(tmp_path, "log.json", json.dumps(held)))) == EXPECTED
    assert rows(read_log(write(tmp_path, "log.txt", json.dumps(held, indent=2)))) == EXPECTED
    with pytest.raises(LogError, match=r"cut\.json is no JSON list"):
        read_log(write(tmp_path, "cut.json", json.dumps(held)[:-1]))
    with pytest.raises(LogError, match=r"numbers\.json must be JSON: an object in each line, or a list of"):
        read_log(write(tmp_path, "numbers.json", "[1, 2]"))


MOMENT = "to_timestamp(880001010 + 60 * n)"


@pytest.mark.parametrize(
    "when",
    [
        f"({MOMENT} AT TIME ZONE 'UTC')::TIMESTAMP",
        f"({MOMENT} AT TIME ZONE 'UTC')::TIMESTAMP_NS",
        f"({MOMENT} AT TIME ZONE 'UTC')::TIMESTAMP_S",
        MOMENT,
        f"strftime({MOMENT} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ')",
        f"strftime(({MOMENT} AT TIME ZONE 'UTC') + INTERVAL 2 HOURS, '%Y-%m-%dT%H:%M:%S+02:00')",
        "(880001010 + 60 * n)::VARCHAR",
        "(880001010 + 60 * n) * 1000000000",
        "(880001010 + 60 * n)::DECIMAL(18, 3)",
    ],
)
def test_parquet_with_any_type_of_time(tmp_path: Path, when: str) -> None:
    file = parquet(
        tmp_path / "log.parquet", f"SELECT n AS user, n AS item, {when} AS time FROM range(3) t(n)"
    )
    log = read_log(file)
    np.testing.assert_allclose(log.time, [880_001_010, 880_001_070, 880_001_130], atol=1e-6)


def test_parquet_with_days(tmp_path: Path) -> None:
    file = parquet(
        tmp_path / "log.parquet",
        "SELECT 1 AS user, n AS item, DATE '1970-01-02' + n::INT AS date FROM range(2) t(n)",
    )
    assert read_log(file).time.tolist() == [86_400, 172_800]


@pytest.mark.parametrize("spelling", ["%m/%d/%Y %I:%M:%S %p", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M:%S"])
def test_times_in_words(tmp_path: Path, spelling: str) -> None:
    from datetime import UTC, datetime

    told = text(time=lambda t: datetime.fromtimestamp(t, UTC).strftime(spelling))
    assert rows(read_log(write(tmp_path, "log.csv", told))) == EXPECTED


@pytest.mark.parametrize("usual", ["20240105", "1500000000", "7"])
def test_a_time_beyond_all_numbers_of_databases_is_refused_in_our_words(usual: str, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    rows = "".join(f"{user},{item},4,{usual}\n" for user in range(5) for item in range(5))
    file.write_text(f"userId,movieId,rating,timestamp\n{rows}1,9,3,1.500002e+118\n", encoding="utf-8")
    with pytest.raises(LogError, match="times in timestamp must span at most 10000 years"):
        read_log(file)
