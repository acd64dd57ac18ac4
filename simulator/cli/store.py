"""The verb `feedscope store`: the runs that studies have kept."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from recommender.clean import spelt_out
from simulator.cli.verbs import tell_json
from simulator.settings.errors import SettingsError

if TYPE_CHECKING:
    from simulator.experiments.studies.store import Store

_KEY_SHOWN = 12
_LEAST_PREFIX = 4

Folder = Annotated[
    Path | None,
    Parameter(
        name="--store", help="Folder in which runs are kept (FEEDSCOPE_STORE, else ~/.cache/feedscope/runs)."
    ),
]

store = App(name="store", help="The runs that studies have kept: list, show or prune them.")


@store.command(name="list")
def list_(
    *, store: Folder = None, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False
) -> int:
    """List the runs, newest first.

    Parameters
    ----------
    as_json
        Print one JSON document instead of the table.
    """
    rows = _opened(store).listed()
    if as_json:
        tell_json({"folder": str(_opened(store).folder), "runs": [_plain(row) for row in rows]})
        return 0
    from simulator.report.printed import as_text, ruled

    table = ruled()
    for head in ("key", "status", "seed", "days", "seconds", "ended", "program", "error"):
        table.add_column(
            head, justify="right" if head in ("seed", "days", "seconds") else "left", no_wrap=True
        )
    for row in rows:
        table.add_row(
            row.key[:_KEY_SHOWN], row.status, str(row.seed), f"{row.days:g}", f"{row.seconds:.1f}", row.ended,
            row.program, row.error,
        )  # fmt: skip
    folder = _opened(store).folder
    sys.stdout.write(
        as_text([table, f"{len(rows)} runs in {folder}"] if rows else [f"No runs in {folder}"], 160)
    )
    return 0


@store.command
def show(key: str, /, *, store: Folder = None) -> int:
    """Show all that is known of a run, as JSON: its settings, commands, measures, digest, and how it went.

    Parameters
    ----------
    key
        The run's key, or enough of its beginning.
    """
    kept = _opened(store)
    if len(key) < _LEAST_PREFIX or not re.fullmatch("[0-9a-f]+", key):
        raise SettingsError(
            f"the key must be {_LEAST_PREFIX} or more of the digits that list shows, not {key!r}"
        )
    found = kept.listed(key)
    if len(found) != 1:
        how = (
            f"{len(found)} runs begin with {key!r}: give more of it"
            if found
            else f"no run begins with {key!r}"
        )
        raise SettingsError(f"{how} (in {kept.folder})")
    told = kept.shown(found[0].key)
    told["plan"] = json.loads(str(told["plan"]))
    sys.stdout.write(spelt_out(json.dumps(told, ensure_ascii=False, indent=2, default=str)) + "\n")
    return 0


@store.command
def prune(
    *,
    failed: Annotated[bool, Parameter(negative="")] = False,
    other_versions: Annotated[bool, Parameter(name="--other-versions", negative="")] = False,
    older: str | None = None,
    everything: Annotated[bool, Parameter(name="--all", negative="")] = False,
    store: Folder = None,
) -> int:
    """Let runs go, and put the others together into one file.

    Parameters
    ----------
    failed
        Those that failed.
    other_versions
        Those that another version of feedscope made; they are never used again.
    older
        Those that ended longer ago than so many days, such as 30d.
    everything
        All of them.
    """
    before = ""
    if older is not None:
        match = re.fullmatch(r"(\d{1,5})d", older)
        if match is None:
            raise SettingsError(f"--older must be a number of days such as 30d, not {older!r}")
        before = (datetime.now(UTC) - timedelta(days=int(match[1]))).isoformat(timespec="seconds")
    kept = _opened(store)
    gone = kept.prune(failed=failed, strangers=other_versions, before=before, everything=everything)
    sys.stdout.write(f"{gone} runs let go, {len(kept.listed())} kept in {kept.folder}\n")
    return 0


def _opened(folder: Path | None) -> Store:
    from simulator.experiments.studies.store import Store

    return Store(folder)


def _plain(row: object) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(row)  # pyright: ignore[reportArgumentType]  a dataclass
