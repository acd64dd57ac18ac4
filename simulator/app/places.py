"""Folders of this computer for what the app keeps: preferences, what was copied in the lab, pictures of the screen.

`FEEDSCOPE_HOME` puts all of them into one folder, for tests and for a stick that is carried around.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from recommender.clean import clean

HOME = "FEEDSCOPE_HOME"
SERVED = "FEEDSCOPE_SERVED"
"""What `feedscope serve` sets for the app of a visitor."""


def served() -> bool:
    """Is the app shown to somebody elsewhere, who must neither see nor change files here?"""
    return SERVED in os.environ


def config_folder() -> Path:
    """Where preferences are kept: the platform's own place for such."""
    if home := os.environ.get(HOME):
        return Path(home)
    return platformdirs.user_config_path("feedscope", appauthor=False, roaming=True)


def log_folder() -> Path:
    """Where the engine's log is kept."""
    return platformdirs.user_log_path("feedscope", appauthor=False)


def pictures_folder() -> Path:
    """Where pictures of the screen go: the folder for pictures if there is one, or else where we are."""
    if home := os.environ.get(HOME):
        return Path(home) / "pictures"
    pictures = platformdirs.user_pictures_path()
    return pictures / "feedscope" if pictures.is_dir() else Path.cwd()


def fresh(folder: Path, stem: str, *ends: str) -> list[Path]:
    """Paths of files that do not exist yet, one for each ending, all with the same stem. Makes the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tried, number = stem, 1
    while any((folder / f"{tried}{end}").exists() for end in ends):
        number += 1
        tried = f"{stem}-{number}"
    return [folder / f"{tried}{end}" for end in ends]


def spoken(path: Path) -> str:
    """The path as one writes it in a shell: briefly where it is below the home folder."""
    if sys.platform != "win32" and path.is_relative_to(Path.home()):
        return clean(f"~/{path.relative_to(Path.home())}")
    return clean(str(path))
