"""Opens a recording: its settings, its tables as SQL, its events hour by hour, and that they are whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb
import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.engine.tick import Hash, fold
from simulator.frames import Frame
from simulator.recording import frame_text
from simulator.recording.errors import RecordingError
from simulator.recording.parts import parquet, part_files, read_facts, reason
from simulator.recording.writer import FORMAT, TABLES
from simulator.settings.files import read_file
from simulator.settings.toml_text import read_text
from simulator.world.guests import GuestFollows, none_followed
from simulator.world.live import LiveEvents

MOST_TICKS = 24 * 20_000
"""Hours that no run lives: twice what `feedscope run` takes."""

Batch = TypeVar("Batch", Interactions, LiveEvents, GuestFollows)


class Recording:
    """A recording on disk, complete or cut short; only what was closed is seen."""

    def __init__(self, folder: Path) -> None:
        """RecordingError if the folder holds no recording, or a broken one."""
        run = _run(folder)
        self.folder = folder
        self.run = run
        """What `run.json` says."""
        _known(folder, run)
        self.settings = read_file(folder / "settings.toml")
        self.status = str(run.get("status"))
        """"complete", "interrupted", or "running" for a run that was killed or still goes on."""
        self._db = duckdb.connect()
        events = part_files(folder / "events")
        # A part of the other tables counts once the events of its number are there.
        self._parts = {table: part_files(folder / table)[: len(events)] for table in TABLES}
        for table, parts in self._parts.items():
            lost = {part.name for part in events} - {part.name for part in parts}
            if lost and (parts or table not in ("guests", "frames")):  # early recordings have none at all
                raise RecordingError(f"{folder} holds a broken recording: {table} lacks {min(lost)}")
        self.ticks = 0
        """Hours whose events are here."""
        self.digest = hashlib.sha256().hexdigest()
        """Of those events, as the engine saw it when it wrote them."""
        try:
            if events:
                facts = read_facts(self._db, events[-1])
                self.ticks, self.digest = _ticks(facts, 0), facts["digest"]
            for table, parts in self._parts.items():
                if parts:
                    self._db.execute(f"CREATE VIEW {table} AS SELECT * FROM {parquet(*parts)}")
        except (KeyError, ValueError, duckdb.Error) as error:
            raise RecordingError(f"{folder} holds a broken recording: {reason(error)}") from None

    def sql(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query over the tables (see `writer.TABLES`). RecordingError if it fails."""
        try:
            return cast("list[tuple[object, ...]]", self._db.execute(query).fetchall())
        except (ValueError, duckdb.Error) as error:
            raise RecordingError(f"the query failed: {reason(error)}") from None

    def columns(self, query: str) -> dict[str, NDArray[Any]]:
        """The columns of such a query. RecordingError if it fails."""
        try:
            return cast("dict[str, NDArray[Any]]", self._db.execute(query).fetchnumpy())
        except (ValueError, duckdb.Error) as error:
            raise RecordingError(f"the query failed: {reason(error)}") from None

    def hours(self) -> Iterator[Interactions]:
        """The events of each hour, from the first hour on; hours in which nothing happened are empty."""
        return self._hours("events", Interactions)

    def live_hours(self) -> Iterator[LiveEvents]:
        """What happened live in each hour, likewise."""
        return self._hours("live", LiveEvents)

    def guest_hours(self) -> Iterator[GuestFollows]:
        """Who began to follow a guest in each hour, likewise; nobody in a recording from before there were guests."""
        if not self._parts["guests"]:
            return (none_followed() for _ in range(self.ticks))
        return self._hours("guests", GuestFollows)

    def _hours(self, table: str, of: type[Batch]) -> Iterator[Batch]:
        tick = 0
        for whole, part in zip(self._parts["events"], self._parts[table], strict=True):
            try:
                facts = read_facts(self._db, whole)
                self._db.execute(f"SELECT * FROM {parquet(part)}")
                columns = cast("dict[str, NDArray[Any]]", self._db.fetchnumpy())
                batch = of(*(columns[field.name] for field in fields(of)))
                after = _ticks(facts, tick)
            except (KeyError, ValueError, duckdb.Error) as error:
                raise RecordingError(f"{part} is broken: {reason(error)}") from None
            starts = np.searchsorted(batch.tick, np.arange(tick, after + 1))
            for hour in range(after - tick):
                yield batch.rows(np.arange(int(starts[hour]), int(starts[hour + 1])))
            tick = after

    def frames(self) -> Iterator[Frame]:
        """The frames of the world that were kept, oldest first. RecordingError for one that is broken."""
        for part in self._parts["frames"]:
            try:
                rows = self._db.execute(f"SELECT frame FROM {parquet(part)} ORDER BY tick").fetchall()
                yield from (frame_text.read(str(text)) for (text,) in rows)
            except (ValueError, duckdb.Error) as error:
                raise RecordingError(f"{part} is broken: {reason(error)}") from None

    def kept(self) -> list[tuple[int, Path]]:
        """(tick, part) of the frames that were kept, rising, as far as the parts can be read."""
        found: list[tuple[int, Path]] = []
        for part in self._parts["frames"]:
            try:
                rows = self._db.execute(f"SELECT tick FROM {parquet(part)} ORDER BY tick")
                found += [(int(tick), part) for (tick,) in rows.fetchall()]
            except (ValueError, duckdb.Error):  # whose words may be no text, as the file
                break
        return found

    def frame(self, tick: int, part: Path) -> Frame:
        """One frame of `kept`. RecordingError if it is broken."""
        try:
            query = f"SELECT frame FROM {parquet(part)} WHERE tick = {tick}"
            [(text,)] = self._db.execute(query).fetchall()
            return frame_text.read(str(text))
        except (ValueError, duckdb.Error) as error:
            raise RecordingError(f"{part} is broken: {reason(error)}") from None

    @property
    def parts(self) -> int:
        """Parts of every table."""
        return len(self._parts["events"])

    def verify(self) -> str:
        """The digest recomputed from the events. RecordingError if it is not the one the run wrote down."""
        self.fold(hashlib.sha256(), self.parts)
        return self.digest

    def fold(self, proof: Hash, parts: int) -> None:
        """Add the events of the first so many parts to a digest. RecordingError if it is then not the one that the run
        wrote down at their end."""
        if not parts:
            return
        last = self._parts["events"][parts - 1]
        try:
            facts = read_facts(self._db, last)
            ticks, digest = _ticks(facts, 0), facts["digest"]
        except (KeyError, ValueError, duckdb.Error) as error:
            raise RecordingError(f"{last} is broken: {reason(error)}") from None
        hours = zip(self.hours(), self.live_hours(), self.guest_hours(), strict=True)
        for events, live, guests in islice(hours, ticks):
            fold(proof, events)
            fold(proof, live)
            fold(proof, guests)
        if proof.hexdigest() != digest:
            raise RecordingError(f"the events in {self.folder} are not those of its digest {digest}")

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()


def _run(folder: Path) -> dict[str, object]:
    file = folder / "run.json"
    try:
        run: object = json.loads(read_text(file))
    except FileNotFoundError:
        raise RecordingError(f"{folder} holds no recording: there is no run.json") from None
    except RecursionError:
        raise RecordingError(f"{file} is broken: nested too deeply") from None
    except (OSError, ValueError) as error:
        raise RecordingError(f"{file} is broken: {reason(error)}") from None
    if not isinstance(run, dict):
        raise RecordingError(f"{file} is broken: it is not a table")
    return cast("dict[str, object]", run)


def _known(folder: Path, run: dict[str, object]) -> None:
    """RecordingError unless the recording is laid out as this version knows it."""
    given = run.get("format", FORMAT)
    if not isinstance(given, int) or given < 1:
        raise RecordingError(f"{folder / 'run.json'} is broken: format must be a whole number from 1")
    if given > FORMAT:
        raise RecordingError(
            f"{folder} was recorded by a later feedscope (format {given}); this one reads up to {FORMAT}"
        )


def _ticks(facts: Mapping[str, str], before: int) -> int:
    """The hours up to the end of a part. ValueError for what no run can have lived."""
    ticks = int(facts["ticks"])
    if not before <= ticks <= MOST_TICKS:
        raise ValueError(f"it cannot end after {ticks} hours")
    return ticks
