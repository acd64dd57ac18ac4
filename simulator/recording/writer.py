"""Writes a run while it happens. `recording` describes what stands where on disk."""

from __future__ import annotations

import json
import math
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from recommender.types import Interactions
from simulator.engine.tick import Engine
from simulator.frames import FIGURES, HOURS_PER_DAY, KINDS, Frame
from simulator.observe.chronicle import CURVES
from simulator.observe.reputation import Standing
from simulator.recording import frame_text
from simulator.recording.checkpoint import FILE as CHECKPOINT
from simulator.recording.checkpoint import Checkpointed, Checkpoints
from simulator.recording.errors import RecordingError, RecordingRefused
from simulator.recording.parts import part_files, quoted, reason, write_part, write_text
from simulator.settings.files import to_toml
from simulator.settings.tree import Settings
from simulator.world.guests import GuestFollows
from simulator.world.live import LiveEvents

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

TABLES = ("events", "live", "guests", "videos", "vitals", "reach", "frames")
FILES = ("settings.toml", "commands.json", "run.json", CHECKPOINT)

FORMAT = 1
"""Of what stands where in a recording; `run.json` says it. Recordings from before it did are of this one too."""

FRAME_EVERY_H = 6
"""Simulated hours between two frames that are kept."""
MOST_ROWS = 1_000_000
"""Events in a part at most, give or take an hour."""
PART_EVERY_S = 5.0
"""Seconds of real time after which the next simulated day closes a part."""


class Recorder:
    """Keeps a running world in a folder: `add` after every tick, `close` at the end."""

    def __init__(
        self,
        folder: Path,
        settings: Settings | None,
        *,
        force: bool = False,
        plan: Mapping[str, object] | None = None,
    ) -> None:
        """Make the folder ready for a run of these settings; None locks a recording that is there and changes nothing
        until `go_on`. `plan` is what `run.json` says of the run whatever becomes of it.

        `force` clears away an earlier recording and nothing else; without it the folder must be empty, or
        RecordingRefused, and it must not be one that another run is recording into: it is locked until `release`, or
        until this process ends, however it does. RecordingError if the folder cannot be written.
        """
        self.folder = folder
        self.plan = plan or {}
        self._lock = _locked(folder)
        try:
            if settings:
                _prepare(folder, force)
        except RecordingError:
            self.release()
            raise
        self._db = duckdb.connect(config={"threads": 1})
        self._pending: list[Interactions] = []
        self._live: list[LiveEvents] = []
        self._guests: list[GuestFollows] = []
        self._frames: list[Frame] = []
        self._rows = 0
        self._parts = 0
        self._videos = 0
        """Videos already written; likewise hours and days."""
        self._standings: list[Standing] = []
        """At the end of every full day that is not written yet."""
        self._hours = 0
        self._days = 0
        self._last_part = -math.inf
        self._checkpoints = Checkpoints(folder)
        if settings:
            write_text(folder / "settings.toml", to_toml(settings))
            write_text(folder / "commands.json", "[]\n")
            self.note({"status": "running"})  # last: with it the folder is a recording

    def go_on(self, parts: int, engine: Engine, seconds: float = 0.0) -> None:
        """Take in what comes after the first so many parts, at whose end the engine stands; drop what lies behind them.
        `seconds` have been spent on the run before. RecordingError if the folder cannot be written."""
        try:
            for part in sorted(part_files(self.folder / "events")[parts:], reverse=True):
                part.unlink()  # from the end, for the parts of events make the others count
            for table in TABLES:
                for part in part_files(self.folder / table)[parts:]:
                    part.unlink()
                for part in (self.folder / table).glob("*.unfinished"):
                    part.unlink()
        except OSError as error:
            raise RecordingError(f"{self.folder} cannot be written: {reason(error)}") from None
        self._parts = parts
        self._videos = len(engine.world.videos) if parts else 0
        self._hours = engine.chronicle.hours
        self._days = self._hours // HOURS_PER_DAY
        self._checkpoints = Checkpoints(self.folder, seconds)
        self.note({"status": "running"})

    def add(self, events: Interactions, engine: Engine, take: Callable[[], Frame]) -> None:
        """Take in the events of the tick that the engine has just lived; `take` takes a frame of it."""
        self._pending.append(events)
        self._live.append(engine.world.lives.last)
        self._guests.append(engine.world.introduced)
        if engine.tick % FRAME_EVERY_H == 0:
            self._frames.append(take())
        self._rows += len(events)
        day_over = engine.tick % HOURS_PER_DAY == 0
        if day_over:
            self._standings.append(engine.chronicle.reputation.standing(slice(None), engine.tick))
        late = time.monotonic() - self._last_part >= PART_EVERY_S
        if self._rows >= MOST_ROWS or (day_over and late):
            self._write(engine)

    def mark(self, world: Checkpointed, views: int) -> None:
        """Keep the state of the world, after so many views, if a part ends here and it is time for that."""
        if not self._pending and self._checkpoints.due(world):
            self._keep(world, views)

    def leave(self, world: Checkpointed, engine: Engine, views: int) -> None:
        """The run is left before its end: it can go on from exactly here."""
        if self._pending:
            self._write(engine)
        self._keep(world, views)

    def _keep(self, world: Checkpointed, views: int) -> None:
        if self._parts:
            self._checkpoints.keep(world, {"parts": self._parts, "views": views})

    def close(self, engine: Engine, run: Mapping[str, object]) -> None:
        """Write what is pending, and how the run went: status, ticks, views, digest."""
        if self._pending:
            self._write(engine)
        self.note(run)
        if run.get("status") == "complete":
            self._checkpoints.drop()
        self._db.close()
        self.release()

    def release(self) -> None:
        """Others may record into the folder. Safe to call twice."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def note(self, run: Mapping[str, object]) -> None:
        """Write `run.json`, in place of what it said before."""
        write_text(
            self.folder / "run.json", json.dumps({"format": FORMAT, **self.plan, **run}, indent=2) + "\n"
        )

    def _write(self, engine: Engine) -> None:
        """Close one part of every table, events last: they make the others count."""
        self._write_videos(engine)
        self._write_vitals(engine)
        self._write_reach(engine)
        self._write_frames()
        self._part("live", _columns(LiveEvents, self._live))
        self._part("guests", _columns(GuestFollows, self._guests))
        facts = {"ticks": engine.tick, "digest": engine.digest}
        self._part("events", _columns(Interactions, self._pending), facts=facts)
        self._pending.clear()
        self._live.clear()
        self._guests.clear()
        self._rows = 0
        self._parts += 1
        self._last_part = time.monotonic()

    def _write_videos(self, engine: Engine) -> None:
        videos = engine.world.videos
        new = slice(self._videos, len(videos))
        self._videos = len(videos)
        columns = {
            "item": np.arange(new.start, new.stop, dtype=np.int32),
            "tick": videos.tick[new],
            "creator": videos.creator[new],
            "topic": videos.topic[new],
            "kind": videos.kind[new],
            "trend": videos.trend[new],
            "guest": videos.guest[new],
            "quality": videos.quality[new],
            "duration_s": videos.duration_s[new],
        }
        topic, kind = _word("topic", engine.world.settings.world.topics), _word("kind", KINDS)
        select = f"item, tick, creator, {topic}, {kind}, trend, guest, quality, duration_s"
        self._part("videos", columns, select=select)

    def _write_vitals(self, engine: Engine) -> None:
        chronicle = engine.chronicle
        new = slice(self._hours, chronicle.hours)
        self._hours = chronicle.hours
        columns: dict[str, NDArray[np.generic]] = {"tick": np.arange(new.start, new.stop, dtype=np.int32)}
        columns.update({name: chronicle.vital(name)[new] for name in FIGURES})
        self._part("vitals", columns)

    def _write_reach(self, engine: Engine) -> None:
        chronicle = engine.chronicle
        days = chronicle.hours // HOURS_PER_DAY
        closing = np.arange(self._days, days) * HOURS_PER_DAY + HOURS_PER_DAY - 1
        curves = {name: chronicle.counts(name, closing) for name in CURVES}
        creators = np.arange(len(engine.world.creators), dtype=np.int32)
        columns = {
            "day": np.repeat(np.arange(self._days + 1, days + 1, dtype=np.int32), len(creators)),
            "creator": np.tile(creators, len(closing)),
            **{name: curve.reshape(-1) for name, curve in curves.items()},
            "advocates": _joined([each.advocates for each in self._standings], np.int64),
            "index": _joined([each.index for each in self._standings], np.float64),
        }
        self._standings.clear()
        self._days = days
        self._part("reach", columns)

    def _write_frames(self) -> None:
        columns: dict[str, NDArray[np.generic]] = {
            "tick": np.array([frame.tick for frame in self._frames], dtype=np.int32),
            "frame": np.array([frame_text.written(frame) for frame in self._frames], dtype=np.object_),
        }
        self._frames.clear()
        self._part("frames", columns, select="tick, CAST(frame AS VARCHAR) AS frame")

    def _part(
        self,
        table: str,
        columns: Mapping[str, NDArray[np.generic]],
        *,
        select: str = "*",
        facts: Mapping[str, object] | None = None,
    ) -> None:
        write_part(self._db, self.folder / table, self._parts, columns, select=select, facts=facts)


def _joined(columns: list[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype=dtype), *columns])


def _columns(
    of: type[Interactions | LiveEvents | GuestFollows],
    batches: Sequence[Interactions | LiveEvents | GuestFollows],
) -> dict[str, NDArray[np.generic]]:
    """The batches one after the other, column by column."""
    names = [field.name for field in fields(of)]
    return {name: np.concatenate([getattr(batch, name) for batch in batches]) for name in names}


def _word(column: str, words: tuple[str, ...]) -> str:
    """SQL that turns a column of positions in `words` into the words."""
    return f"([{', '.join(quoted(word) for word in words)}])[{column} + 1] AS {column}"


def _locked(folder: Path) -> int | None:
    """Make the folder, and lock it against other runs; None where folders cannot be locked. The lock is on the folder
    itself, so that nothing is left in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if fcntl is None:
            return None
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except FileExistsError:
        raise RecordingRefused(f"{folder} is a file, not a folder") from None
    except OSError as error:
        raise RecordingError(f"{folder} cannot be written: {reason(error)}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise RecordingRefused(f"{folder} is being recorded into by another run") from None
    except OSError:  # a file system without locks
        os.close(handle)
        return None
    return handle


def _prepare(folder: Path, force: bool) -> None:
    try:
        held = {entry.name for entry in folder.iterdir()}
        if held and not force:
            raise RecordingRefused(f"{folder} is not empty; --force replaces a recording that is there")
        for name in held & {*TABLES}:
            shutil.rmtree(folder / name)
        for name in held & {*FILES}:
            (folder / name).unlink()
        for name in TABLES:
            (folder / name).mkdir()
    except OSError as error:
        raise RecordingError(f"{folder} cannot be written: {reason(error)}") from None
