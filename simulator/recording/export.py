"""What a recording holds in the formats of other libraries: who watched what, and what the videos are about.

    movielens   u.data (user, item, rating, time; tabs, no header), u.item and u.genre, as MovieLens 100k has them: ids
                from 1, ratings 1 to 5, seconds
    recbole     NAME.inter and NAME.item, RecBole's atomic files: tabs, and a header of name:type
    csv         events.csv and videos.csv, with all columns of the recording

A view is rated by how well the video served (`laws.drift.experience`): 1 for what was pressed away, 5 for what was
liked, else between them by the share watched; MovieLens has whole numbers. The time is seconds since the world began.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import duckdb

from recommender.types import ACTS, Interactions
from simulator.laws import drift
from simulator.recording.errors import RecordingError
from simulator.recording.parts import quoted, reason, settle
from simulator.recording.reader import Recording

FORMATS = ("recbole", "movielens", "csv")
_HOUR_S = 3_600
_ENOUGH = 500_000
"""Events that are handed over at once."""
_TAB = "DELIMITER '\t', HEADER {header}, QUOTE ''"


def export(recording: Recording, to: str, folder: Path, name: str = "feedscope") -> dict[str, int]:
    """Write a recording in one of `FORMATS` into a folder that is there; rows by file. `name` is RecBole's data set's.

    RecordingError if there is nothing to write, or the disk does not take it.
    """
    with duckdb.connect() as db:
        _load(db, recording)
        return {
            file: _copied(db, query, folder / file, options)
            for file, (query, options) in _files(to, name).items()
        }


def _files(to: str, name: str) -> Mapping[str, tuple[str, str]]:
    """Of a format: each file with what is selected for it, and how it is written."""
    topic = _word("topic")
    plain, headed = _TAB.format(header=False), _TAB.format(header=True)
    if to == "movielens":
        return {
            "u.data": (
                f"SELECT user + 1, item + 1, round(rating)::TINYINT, tick * {_HOUR_S} FROM events", plain,
            ),
            "u.item": (
                "SELECT item + 1, 'video ' || (item + 1), '', '', '', string_agg((genres.topic = "
                f"{_word('videos.topic')})::TINYINT, '|' ORDER BY id) FROM videos, genres GROUP BY item "
                "ORDER BY item", plain.replace("\t", "|"),
            ),
            "u.genre": ("SELECT topic, id FROM genres ORDER BY id", plain.replace("\t", "|")),
        }  # fmt: skip
    if to == "recbole":
        flags = ", ".join(f'{flag}::TINYINT AS "{flag}:float"' for flag in ACTS)
        return {
            f"{name}.inter": (
                f'SELECT user AS "user_id:token", item AS "item_id:token", rating AS "rating:float", '
                f'tick * {_HOUR_S} AS "timestamp:float", watch_s AS "watch_s:float", {flags} FROM events', headed,
            ),
            f"{name}.item": (
                f'SELECT item AS "item_id:token", {topic} AS "topic:token_seq", creator AS "creator:token", '
                'kind AS "kind:token", duration_s AS "duration_s:float" FROM videos ORDER BY item', headed,
            ),
        }  # fmt: skip
    flags = ", ".join(f"{flag}::TINYINT AS {flag}" for flag in ACTS)
    return {
        "events.csv": (f"SELECT * EXCLUDE ({', '.join(ACTS)}), {flags} FROM events", "HEADER"),
        "videos.csv": ("SELECT * FROM videos ORDER BY item", "HEADER"),
    }


def _word(column: str) -> str:
    """A topic as one word: in these formats blanks, tabs and bars stand between things."""
    return f"regexp_replace({column}, '[^[:alnum:]]+', '_', 'g')"


def _load(db: duckdb.DuckDBPyConnection, recording: Recording) -> None:
    """Make the tables `events`, with the rating of each, `videos`, and `genres`, their topics numbered from 0."""
    waiting: list[Interactions] = []
    made = False
    for events in (*recording.hours(), None):
        if events is not None:
            waiting.append(events)
        if events is None or sum(map(len, waiting)) >= _ENOUGH:
            made = _hand_over(db, waiting, made)
            waiting.clear()
    if not made:
        raise RecordingError(f"nothing has happened yet in {recording.folder}: there are no events to export")
    names = ("item", "tick", "creator", "topic", "kind", "quality", "duration_s")
    rows = recording.columns(f"SELECT {', '.join(names)} FROM videos")
    db.register("fresh", rows)
    db.execute("CREATE TABLE videos AS SELECT * FROM fresh")
    db.unregister("fresh")
    topics = f"SELECT DISTINCT {_word('topic')} AS topic FROM videos"
    db.execute(
        f"CREATE TABLE genres AS SELECT topic, row_number() OVER (ORDER BY topic) - 1 AS id FROM ({topics})"
    )


def _hand_over(db: duckdb.DuckDBPyConnection, hours: list[Interactions], made: bool) -> bool:
    import numpy as np

    batch = Interactions(
        *(np.concatenate([getattr(hour, f.name) for hour in hours]) for f in fields(Interactions))
    )
    if not len(batch):
        return made
    columns = {f.name: getattr(batch, f.name) for f in fields(Interactions)}
    columns["rating"] = (1.0 + 4.0 * drift.experience(batch)).astype(np.float32)
    db.register("fresh", columns)
    db.execute(
        "INSERT INTO events SELECT * FROM fresh" if made else "CREATE TABLE events AS SELECT * FROM fresh"
    )
    db.unregister("fresh")
    return True


def _copied(db: duckdb.DuckDBPyConnection, query: str, file: Path, options: str) -> int:
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        found = db.execute(f"COPY ({query}) TO {quoted(unfinished)} (FORMAT csv, {options})").fetchone()
        settle(unfinished)
        unfinished.replace(file)
    except (OSError, duckdb.Error) as error:
        unfinished.unlink(missing_ok=True)
        raise RecordingError(f"{file} cannot be written: {reason(error)}") from None
    return int(found[0]) if found else 0
