"""One table of a recording: a folder of numbered Parquet parts, each whole or not there at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from recommender.datasets.faults import exactly, first_words
from recommender.datasets.faults import parquet as parquet
from recommender.datasets.faults import quoted as quoted
from simulator.recording.errors import RecordingError

Columns = Mapping[str, NDArray[np.generic]]


def part_files(folder: Path) -> list[Path]:
    """The closed parts, in order; what was cut off while being written is not among them."""
    return sorted(folder.glob("part-*.parquet"))


def write_part(
    db: duckdb.DuckDBPyConnection,
    folder: Path,
    number: int,
    columns: Columns,
    *,
    select: str = "*",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Write columns of equal length as a part that survives a crash from the moment this returns.

    `select` is the SQL list of what to store; `facts` go into the file's own metadata.
    """
    target = folder / f"part-{number:05d}.parquet"
    unfinished = target.with_suffix(".unfinished")
    metadata = ", ".join(f"{name}: {quoted(value)}" for name, value in (facts or {}).items())
    options = "FORMAT parquet, COMPRESSION zstd" + (f", KV_METADATA {{{metadata}}}" if metadata else "")
    db.register("fresh_columns", dict(columns))
    try:
        db.execute(f"COPY (SELECT {select} FROM fresh_columns) TO {quoted(unfinished)} ({options})")
        settle(unfinished)
        unfinished.replace(target)
        settle(folder)
    except (OSError, duckdb.Error) as error:
        unfinished.unlink(missing_ok=True)
        raise RecordingError(f"{target} cannot be written: {reason(error)}") from None
    finally:
        db.unregister("fresh_columns")


def read_facts(db: duckdb.DuckDBPyConnection, file: Path) -> dict[str, str]:
    """What `write_part` put into the file's metadata."""
    rows: list[tuple[bytes, bytes]] = db.execute(
        f"SELECT key, value FROM parquet_kv_metadata({exactly(file)})"
    ).fetchall()
    return {key.decode(): value.decode() for key, value in rows}


def write_text(file: Path, text: str) -> None:
    """Replace a small file as a whole, or leave it as it was. RecordingError if that fails."""
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8")
        settle(unfinished)
        unfinished.replace(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise RecordingError(f"{file} cannot be written: {reason(error)}") from None


def reason(error: Exception) -> str:
    """Why, in a few words."""
    text = str(getattr(error, "strerror", None) or first_words(error))
    return text[:1].lower() + text[1:]


def settle(path: Path) -> None:
    """Wait until the disk holds a file or a folder's list of names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
