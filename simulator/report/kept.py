"""What a report leaves on disk, how it says there what is undefined, and how a study's page ends."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.clean import spelt_out
from simulator.experiments.studies.outcome import Outcome, Where
from simulator.locale import Wording
from simulator.recording.errors import RecordingError
from simulator.recording.parts import quoted, reason, write_text


def defined(value: float) -> float | None:
    """For JSON, which knows no NaN."""
    return value if math.isfinite(value) else None


MOST_FAILED = 10
"""Failed runs that a page names."""


def closing(found: Outcome[Where], of: int, say: Wording) -> Iterator[str]:
    """How a study's page ends: how many of its `of` runs are done, why not all, and which failed."""
    yield say("study.done", n=found.done, of=of)
    if found.done < of:
        key, why = f"study.why.{found.ended_early}", ""
        if found.ended_early:
            why = say(key) if key in say else say("study.why.other", words=found.ended_early)
        yield say("study.missing", why=why)
    for where, seed, error in found.failed[:MOST_FAILED]:
        named = where + 1 if isinstance(where, int) else where
        yield say("study.failed", where=named, seed=seed, error=error)
    if len(found.failed) > MOST_FAILED:
        yield say("study.more_failed", n=len(found.failed) - MOST_FAILED)


def write_study(
    folder: Path,
    kind: str,
    document: Mapping[str, object],
    page: str,
    picture: str,
    table: Mapping[str, NDArray[np.generic]],
) -> None:
    """Put what a study of this kind found into a folder that is there: `compare.json`, `.txt` and `.svg`, and a row a
    value or a run as Parquet. RecordingError if that fails."""
    write_json(folder / f"{kind}.json", document)
    write_table(folder / ("runs.parquet" if "status" in table else "values.parquet"), table)
    write_text(folder / f"{kind}.txt", page)
    write_text(folder / f"{kind}.svg", picture)


def write_json(file: Path, told: Mapping[str, object]) -> None:
    """Put a document in place of an older one. RecordingError if that fails."""
    write_text(file, spelt_out(json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)) + "\n")


def write_table(file: Path, columns: Mapping[str, NDArray[np.generic]]) -> None:
    """Put columns of equal length, as Parquet, in place of an older file. RecordingError if that fails."""
    import duckdb

    unfinished = file.with_name(file.name + ".unfinished")
    try:
        with duckdb.connect() as db:
            db.register("told", dict(columns))
            db.execute(f"COPY (SELECT * FROM told) TO {quoted(unfinished)} (FORMAT parquet)")
        unfinished.replace(file)
    except (OSError, duckdb.Error) as error:
        raise RecordingError(f"{file} cannot be written: {reason(error)}") from None
