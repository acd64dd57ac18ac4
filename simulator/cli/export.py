"""The verb `feedscope export`: a recording in the formats of other libraries."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from simulator.cli.verbs import usable
from simulator.settings.errors import SettingsError, one_of


def export(recording: Path, /, *, to: str, out: Path, name: str = "feedscope") -> int:
    """Write a recording's events, and what its videos are about, for other libraries.

    Parameters
    ----------
    recording
        What `feedscope run --out` has written, complete or cut short.
    to
        recbole, movielens (the files of MovieLens 100k) or csv. A like is rated 5, what was pressed away 1, else the
        share watched decides.
    out
        The folder for the files; it is made if it is not there.
    name
        What RecBole shall call the data set.
    """
    from simulator.recording.export import FORMATS
    from simulator.recording.export import export as write
    from simulator.recording.reader import Recording

    one_of("--to", to, FORMATS)
    if not re.fullmatch(r"[\w-][\w.-]{0,99}", name):
        raise SettingsError(f"--name must be letters, digits, -, _ and dots, not {name!r}")
    opened = Recording(recording)
    usable(out)
    try:
        for file, rows in write(opened, to, out, name).items():
            sys.stdout.write(f"{out / file}  {rows:,} rows\n")
    finally:
        opened.close()
    return 0
