"""Which file of a folder is the log: data sets come as folders of many files, of which one or a few have the events.

A folder is looked at, then its folders. KuaiRec: what people were shown by the service (big_matrix); that which
everybody was shown (small_matrix) is a test of its own. KuaiRand: what the service chose (log_standard*); what was
shown at random (log_random*) is kept apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from recommender.datasets.log import LogError


@dataclass(frozen=True, slots=True)
class FoundLog:
    """The log of a folder."""

    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


_SETS: tuple[tuple[str, bool, str], ...] = (
    ("u.data", False, ""),
    ("ratings.dat", False, ""),
    ("ratings.csv", False, ""),
    ("big_matrix.csv", False, "small_matrix.csv"),
    ("small_matrix.csv", False, ""),
    ("log_standard*.csv", True, "log_random*.csv"),
    ("log_random*.csv", True, ""),
    ("behaviors.tsv", False, ""),
    ("userid-timestamp-artid-artname-traid-traname.tsv", False, ""),
    ("usersha1-artmbid-artname-plays.tsv", False, ""),
    ("user_artists.dat", False, ""),
    ("*.inter", False, ""),
    ("*.parquet", True, ""),
)
"""What is looked for, in this order: the pattern, whether all such files are one log, and what lies beside it that is
kept apart."""


def in_folder(folder: Path) -> FoundLog:
    """The log in a folder. LogError if there is none."""
    parts = tuple(sorted((folder / "events").glob("*.parquet")))
    if parts:
        return FoundLog(parts)
    for place in (folder, *sorted(one for one in folder.iterdir() if one.is_dir())):
        for pattern, together, apart in _SETS:
            files = tuple(sorted(place.glob(pattern)))
            if files:
                files = files if together else files[:1]
                others = [one.name for one in sorted(place.glob(apart))] if apart else []
                told = [f"read {', '.join(file.name for file in files)}"] if apart else []
                told += [f"kept apart: {', '.join(others)} (name it to read it)"] if others else []
                return FoundLog(files, tuple(told))
    wanted = ", ".join(pattern for pattern, _, _ in _SETS)
    raise LogError(f"{folder} holds no log: a folder must hold events/*.parquet or one of {wanted}")
