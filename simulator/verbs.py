"""What several verbs of the command line share: a bar for what takes long, and a folder that can be written to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from simulator.config import SettingsError


@contextmanager
def counted(total: int, doing: str) -> Generator[Callable[[], None]]:
    """A bar on stderr where that is a terminal; calling what it yields marks one of `total` done."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda: progress.advance(task)


def usable(folder: Path | None) -> None:
    """SettingsError if files cannot be put there: better said before minutes of running than after."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"--out: {folder} cannot be a folder: {error.strerror}") from None
