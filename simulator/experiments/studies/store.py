"""The store of runs: a folder of Parquet files, one for each process that writes, with a row for every run that ended.

A row is on disk from the moment `add` returns, whatever happens afterwards, because each file is replaced as a whole.
Two processes may add the same run: rows of one key say the same, and the newest that is done is the one that counts.
"""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from simulator.experiments.studies import digests
from simulator.experiments.studies.plan import Plan
from simulator.experiments.studies.run import RunRow, Status
from simulator.recording.errors import RecordingError
from simulator.recording.parts import parquet, quoted, reason, settle

ROWS_A_FILE = 128
"""A process begins another file after so many, since each row rewrites the file it goes to."""

_COLUMNS = {
    "key": "VARCHAR", "status": "VARCHAR", "program": "VARCHAR", "plug_ins": "VARCHAR", "seed": "BIGINT",
    "days": "DOUBLE", "plan": "VARCHAR", "measures": "MAP(VARCHAR, DOUBLE)", "digest": "VARCHAR",
    "error": "VARCHAR", "seconds": "DOUBLE", "worker": "VARCHAR", "ended": "VARCHAR",
}  # fmt: skip
"""Of a file; `plan` is the canonical form whose SHA-256 is the key."""
_MARKS = "?, ?, ?, ?, ?, ?, ?, map(?::VARCHAR[], ?::DOUBLE[]), ?, ?, ?, ?, ?"
"""A row of them; a map is bound as two lists."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of `feedscope store list`."""

    key: str
    status: Status
    program: str
    seed: int
    days: float
    seconds: float
    ended: str
    error: str


def usual_folder() -> Path:
    """Where runs are kept unless somebody says otherwise."""
    if named := os.environ.get("FEEDSCOPE_STORE"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "feedscope" / "runs"


class Store:
    """Runs that have ended, in a folder that is made when the first is added."""

    def __init__(self, folder: str | Path | None = None) -> None:
        """None takes the usual folder: FEEDSCOPE_STORE, else ~/.cache/feedscope/runs."""
        self.folder = Path(folder) if folder else usual_folder()
        self._db: duckdb.DuckDBPyConnection | None = None
        """Holds the rows of the file that is being written."""
        self._count = 0
        self._file = self._named()

    def _named(self) -> Path:
        return self.folder / f"runs-{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}.parquet"

    def add(self, plan: Plan, row: RunRow) -> None:
        """Keep a run. RecordingError if the disk does not take it."""
        if self._db is None:
            self._db = duckdb.connect()
            self._db.execute(
                f"CREATE TABLE fresh ({', '.join(f'{name} {kind}' for name, kind in _COLUMNS.items())})"
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RecordingError(f"the store {self.folder} cannot be a folder: {reason(error)}") from None
        self._db.execute(f"INSERT INTO fresh VALUES ({_MARKS})", _written(plan, row))
        self._count += 1
        with self._locked(exclusive=False):
            _replace(self._db, self._file)
        if self._count >= ROWS_A_FILE:
            self._db.execute("DELETE FROM fresh")
            self._count, self._file = 0, self._named()

    def rows(self, keys: Iterable[str]) -> dict[str, RunRow]:
        """The runs of these keys that are done, by key."""
        wanted = sorted(set(keys))
        if not wanted:
            return {}
        with duckdb.connect() as db:
            if not self._open(db):
                return {}
            # A list is read as one value: a thousand marks in a statement would be parsed a thousand times.
            told = db.execute(
                "SELECT key, status, measures, digest, error, seconds, worker, ended FROM runs "
                "WHERE status = 'done' AND list_contains(?, key)",
                [wanted],
            ).fetchall()
        return {key: RunRow(key, *rest) for key, *rest in told}

    def listed(self, prefix: str = "") -> list[Listed]:
        """All runs, newest first, whose key begins so."""
        with duckdb.connect() as db:
            if not self._open(db):
                return []
            told = db.execute(
                "SELECT key, status, program, seed, days, seconds, ended, error FROM runs "
                "WHERE starts_with(key, ?) ORDER BY ended DESC, key",
                [prefix],
            ).fetchall()
        return [Listed(*row) for row in told]

    def shown(self, key: str) -> dict[str, object]:
        """Everything about one run, by column. KeyError if there is none."""
        with duckdb.connect() as db:
            if not self._open(db):
                raise KeyError(key)
            found = db.execute("SELECT * FROM runs WHERE key = ?", [key]).fetchone()
            if found is None:
                raise KeyError(key)
            names = [column[0] for column in db.description or ()]
        return dict(zip(names, found, strict=True))

    def prune(
        self, *, failed: bool = False, strangers: bool = False, before: str = "", everything: bool = False
    ) -> int:
        """Let runs go, and put the others together into one file; how many went.

        `failed` ones, those of `strangers` (other programs than this one), those that ended `before` an ISO time.
        """
        with self._locked(exclusive=True), duckdb.connect() as db:
            files = self._files()
            if not self._open(db):
                return 0
            go = ["false"]
            go += ["true"] if everything else []
            go += ["status = 'failed'"] if failed else []
            go += [f"program <> {quoted(digests.program())}"] if strangers else []
            go += [f"ended < {quoted(before)}"] if before else []
            condition = " OR ".join(go)
            total = _count(db, "true")
            keep = _count(db, f"NOT ({condition})")
            if keep:
                merged = self._named()
                unfinished = merged.with_suffix(".unfinished")
                db.execute(
                    f"COPY (SELECT * FROM runs WHERE NOT ({condition})) TO {quoted(unfinished)} (FORMAT parquet)"
                )
                settle(unfinished)
                unfinished.replace(merged)
            for file in files:
                file.unlink(missing_ok=True)
        return total - keep

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("runs-*.parquet")) if self.folder.is_dir() else []

    def _open(self, db: duckdb.DuckDBPyConnection) -> bool:
        """Make the table `runs`, with one row a key; False if there is nothing yet."""
        files = self._files()
        if not files:
            return False
        try:
            db.execute(_view(files))
        except duckdb.Error:
            # Another process may have pruned meanwhile; else some file is not one of ours.
            files = self._files()
            for file in files:
                try:
                    db.execute(f"SELECT {', '.join(_COLUMNS)} FROM {parquet(file)} LIMIT 0")
                except duckdb.Error as error:
                    raise RecordingError(
                        f"{file} is not a file of the store, or is damaged; move it away: {reason(error)}"
                    ) from None
            if not files:
                return False
            db.execute(_view(files))
        return True

    @contextmanager
    def _locked(self, *, exclusive: bool) -> Generator[None]:
        """Many may add at once; nobody adds while runs are let go."""
        if not self.folder.is_dir():
            yield
            return
        with (self.folder / "lock").open("a+b") as handle:
            _lock(handle.fileno(), exclusive)
            yield  # closing the file ends the lock


def _view(files: Sequence[Path]) -> str:
    return (
        f"CREATE OR REPLACE TEMP TABLE runs AS SELECT {', '.join(_COLUMNS)} FROM {parquet(*files)} "
        "QUALIFY row_number() OVER (PARTITION BY key ORDER BY status = 'done' DESC, ended DESC) = 1"
    )


def _count(db: duckdb.DuckDBPyConnection, condition: str) -> int:
    found = db.execute(f"SELECT count(*) FROM runs WHERE {condition}").fetchone()
    return int(found[0]) if found else 0


def _written(plan: Plan, row: RunRow) -> list[Any]:
    names, values = list(row.values), list(row.values.values())
    return [
        row.key, row.status, digests.program(), _plain(plan.plug_ins), plan.seed, plan.ticks / 24.0,
        plan.canonical, names, values, row.digest, row.error, row.seconds, row.worker, row.ended,
    ]  # fmt: skip


def _plain(digests_by_name: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {digest[:16]}" for name, digest in digests_by_name.items())


def _replace(db: duckdb.DuckDBPyConnection, file: Path) -> None:
    unfinished = file.with_suffix(".unfinished")
    try:
        db.execute(f"COPY fresh TO {quoted(unfinished)} (FORMAT parquet, COMPRESSION zstd)")
        settle(unfinished)
        unfinished.replace(file)
        settle(file.parent)
    except (OSError, duckdb.Error) as error:
        unfinished.unlink(missing_ok=True)
        raise RecordingError(f"{file} cannot be written: {reason(error)}") from None


try:
    import fcntl

    def _lock(handle: int, exclusive: bool) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)

except ImportError:  # Windows has no shared locks: writers wait for each other

    def _lock(handle: int, exclusive: bool) -> None:
        import msvcrt

        getattr(msvcrt, "locking")(handle, getattr(msvcrt, "LK_LOCK"), 1)  # noqa: B009
