"""The recordings that lie near: found by the names of their files, without opening any."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

SIGNS = ("settings.toml", "run.json")
"""The files by which a folder is known as a recording; see `simulator.recording`."""

MOST = 500
"""No more folders are looked into: somebody may stand at the root of a large disk."""


@dataclass(frozen=True, slots=True)
class ShelvedRun:
    """One recording."""

    folder: Path
    name: str
    """The folder, as it is reached from where somebody stands."""
    written: datetime
    """When its run was last written down."""


def recordings(here: Path) -> list[ShelvedRun]:
    """Those in this folder and in its subfolders, the newest first."""
    found: list[ShelvedRun] = []
    for folder in _folders(here):
        try:
            if all((folder / sign).is_file() for sign in SIGNS):
                written = datetime.fromtimestamp((folder / SIGNS[1]).stat().st_mtime)
                found.append(ShelvedRun(folder, folder.relative_to(here).as_posix(), written))
        except OSError:
            continue
    return sorted(found, key=lambda one: (one.written, one.name), reverse=True)


def _folders(here: Path) -> Iterator[Path]:
    """This folder, those in it, and those in them; a recording's own are not looked into."""
    yield here
    looked = 0
    for folder in _inside(here):
        yield folder
        looked += 1
        if looked >= MOST:
            return
        if (folder / SIGNS[1]).exists():
            continue
        for deeper in _inside(folder):
            yield deeper
            looked += 1


def _inside(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return sorted(
                Path(entry.path) for entry in entries if entry.is_dir() and not entry.name.startswith(".")
            )[:MOST]
    except OSError:
        return []
