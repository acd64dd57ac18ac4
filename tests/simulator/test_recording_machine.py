"""A recording in whatever order things happen to it: written, cut off, spoilt behind the cut, read, resumed."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from simulator.experiments.wiring import build, gone_on
from simulator.recording import writer
from simulator.recording.checkpoint import Checkpoint
from simulator.recording.reader import Recording
from simulator.recording.writer import TABLES, Recorder
from simulator.settings.tree import Settings
from simulator.simulation import Simulation
from tests.simulator.test_recording import small

CHOSEN = {
    "world.people": 12,
    "world.creators": 4,
    "world.backlog": 3,
    "world.past_days": 0,
    "feed.algorithm": "random",
}
FEW_ROWS = 30


@cache
def tiny() -> Settings:
    return small(**CHOSEN)


@cache
def digests() -> list[str]:
    """Of the run that is never cut, hour by hour."""
    world = build(tiny(), ("random",))
    told = [world.digest]
    for _ in range(120):
        world.step()
        told.append(world.digest)
    return told


class Recordings(RuleBasedStateMachine):
    """One folder and, while a run goes on, who writes into it."""

    @initialize()
    def begin(self) -> None:
        self.room = Path(tempfile.mkdtemp())
        self.folder = self.room / "run"
        self.world: Simulation | None = build(tiny(), ("random",))
        self.recorder = Recorder(self.folder, tiny())
        self.views, self.hours, self.closed = 0, 0, 0
        self.before = writer.MOST_ROWS
        writer.MOST_ROWS = FEW_ROWS

    def alive(self) -> bool:
        return self.world is not None

    @precondition(alive)
    @rule(hours=st.integers(1, 12), mark=st.booleans())
    def live(self, hours: int, mark: bool) -> None:
        assert self.world is not None
        for _ in range(min(hours, 120 - self.hours)):
            events = self.world.step().interactions
            self.views += len(events)
            self.hours += 1
            self.recorder.add(events, self.world.engine, self.world.frame)
            if mark and not self.recorder._pending:  # pyright: ignore[reportPrivateUsage]
                self.recorder._keep(self.world, self.views)  # pyright: ignore[reportPrivateUsage]

    @precondition(alive)
    @rule()
    def kill(self) -> None:
        """Nothing more is written, and nobody says so."""
        self.recorder.release()
        self.world = None

    @precondition(alive)
    @rule()
    def leave(self) -> None:
        """As on Ctrl-C."""
        assert self.world is not None
        self.recorder.leave(self.world, self.world.engine, self.views)
        self.recorder.close(self.world.engine, {"status": "interrupted"})
        assert Recording(self.folder).ticks == self.hours
        self.world = None

    @precondition(lambda self: not self.alive())
    @rule(table=st.sampled_from(TABLES))
    def spoil(self, table: str) -> None:
        """A part was under way when the end came, of this table and those that are written before it."""
        number = len(list((self.folder / "events").glob("*.parquet")))
        (self.folder / table / f"part-{number:05d}.unfinished").write_bytes(b"PAR1")
        if table != "events":
            (self.folder / table / f"part-{number:05d}.parquet").write_bytes(b"PAR1")

    @precondition(lambda self: not self.alive())
    @rule()
    def resume(self) -> None:
        file, proof, recording = self.folder / "checkpoint", hashlib.sha256(), Recording(self.folder)
        self.recorder, self.views, parts = Recorder(self.folder, None), 0, 0
        if file.exists():
            kept = Checkpoint(file)
            parts, self.views = kept.facts["parts"], kept.facts["views"]
            recording.fold(proof, parts)
            self.world = gone_on(kept, proof)
        else:
            self.world = build(tiny(), ("random",))
        recording.close()
        self.hours = self.world.tick
        self.recorder.go_on(parts, self.world.engine)

    @invariant()
    def what_is_there_is_whole(self) -> None:
        recording = Recording(self.folder)
        try:
            assert recording.verify() == digests()[recording.ticks]
            assert recording.ticks <= self.hours or not self.alive()
            counted = recording.sql("SELECT count(*) FROM vitals")[0][0] if recording.parts else 0
            assert counted == recording.ticks
        finally:
            recording.close()
        if self.world is not None:
            assert self.world.digest == digests()[self.hours]

    def teardown(self) -> None:
        writer.MOST_ROWS = self.before
        self.recorder.release()
        shutil.rmtree(self.room)


TestRecordings = pytest.mark.slow(Recordings.TestCase)
TestRecordings.settings = effort(max_examples=3, stateful_step_count=10, deadline=None)
