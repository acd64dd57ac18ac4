"""What a report leaves on disk, and how it says there what is undefined."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.clean import spelt_out
from simulator.recording.errors import RecordingError
from simulator.recording.parts import quoted, reason, write_text


def defined(value: float) -> float | None:
    """For JSON, which knows no NaN."""
    return value if math.isfinite(value) else None


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
