"""A run on disk: whole, readable after anything, and provably what happened."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb
import numpy as np
import pytest

from recommender.types import Interactions
from simulator.engine.tick import Engine
from simulator.experiments.wiring import build
from simulator.frames import FIGURES, Diet
from simulator.observe.chronicle import CURVES
from simulator.recording import frame_text, writer
from simulator.recording.errors import RecordingError, RecordingRefused
from simulator.recording.reader import Recording
from simulator.recording.writer import Recorder
from simulator.settings.files import load_preset, override
from simulator.settings.tree import Settings
from tests.simulator.worlds import FEW

HOURS = 48
SMALL = {
    **FEW,
    "world.people": 60, "world.creators": 8, "feed.algorithm": "trending", "creators.collaborate": 0.1,
}  # fmt: skip


def small(**more: object) -> Settings:
    return override(load_preset("demo"), {**SMALL, **more})


def record(
    folder: Path, hours: int = HOURS, settings: Settings | None = None
) -> tuple[Engine, list[Interactions]]:
    """A finished recording, the engine that made it and what happened in each hour."""
    settings = settings or small()
    world = build(settings, (settings.feed.algorithm,))
    engine = world.engine
    recorder = Recorder(folder, settings)
    lived: list[Interactions] = []
    for _ in range(hours):
        lived.append(world.step().interactions)
        recorder.add(lived[-1], engine, world.frame)
    recorder.close(engine, {"status": "complete", "ticks": engine.tick, "digest": engine.digest})
    return engine, lived


@pytest.fixture
def many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part after every few hundred views, so that even a small run has several."""
    monkeypatch.setattr(writer, "MOST_ROWS", 500)


@dataclass(frozen=True)
class Recorded:
    """A recording that nobody changes, the engine that made it and what happened in each hour."""

    folder: Path
    engine: Engine
    lived: list[Interactions]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    folder = tmp_path_factory.mktemp("recorded") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "MOST_ROWS", 500)
        return Recorded(folder, *record(folder))


def test_the_digest_recomputed_from_parquet_is_the_run_s(recorded: Recorded) -> None:
    recording = Recording(recorded.folder)
    assert len(list((recorded.folder / "events").iterdir())) > 3
    assert recording.verify() == recorded.engine.digest == recording.digest
    assert (recording.ticks, recording.status) == (HOURS, "complete")
    run = json.loads((recorded.folder / "run.json").read_text(encoding="utf-8"))
    assert run["digest"] == recorded.engine.digest


def test_every_hour_comes_back_as_it_was(recorded: Recorded) -> None:
    lived = recorded.lived
    read = list(Recording(recorded.folder).hours())
    assert len(read) == len(lived)
    for before, after in zip(lived, read, strict=True):
        for field in fields(Interactions):
            was, is_now = getattr(before, field.name), getattr(after, field.name)
            assert was.dtype == is_now.dtype
            np.testing.assert_array_equal(was, is_now)


def test_the_tables_say_what_the_world_says(recorded: Recorded) -> None:
    engine, lived = recorded.engine, recorded.lived
    recording = Recording(recorded.folder)
    views = sum(len(events) for events in lived)
    assert recording.sql("SELECT count(*) FROM events") == [(views,)]

    made = recording.sql("SELECT item, creator, topic FROM videos ORDER BY item")
    videos, topics = engine.world.videos, engine.world.settings.world.topics
    assert [row[0] for row in made] == list(range(len(videos)))
    assert [row[1] for row in made] == videos.creator.tolist()
    assert [row[2] for row in made] == [topics[topic] for topic in videos.topic]

    impressions = recording.sql(
        """
        SELECT who, count(*) FROM (
            SELECT creator AS who FROM events JOIN videos USING (item) UNION ALL
            SELECT guest FROM events JOIN videos USING (item) WHERE guest >= 0
        ) GROUP BY who ORDER BY who
        """
    )
    assert dict(impressions) == {c: n for c, n in enumerate(engine.world.creators.impressions.tolist()) if n}

    for name in FIGURES:
        column = [row[0] for row in recording.sql(f"SELECT {name} FROM vitals ORDER BY tick")]
        np.testing.assert_array_equal(np.array(column, dtype=float), engine.chronicle.vital(name))
    closing = np.arange(23, engine.chronicle.hours, 24)
    for name in CURVES:
        column = [row[0] for row in recording.sql(f"SELECT {name} FROM reach ORDER BY day, creator")]
        np.testing.assert_array_equal(column, engine.chronicle.counts(name, closing).reshape(-1))


@pytest.mark.slow
@pytest.mark.usefixtures("many_parts")
def test_the_brands_of_a_day_are_those_of_its_end(tmp_path: Path) -> None:
    settings = small(**{"behaviour.follows": 0.1, "behaviour.shares": 0.1})
    record(tmp_path / "run", hours=50, settings=settings)
    rows = Recording(tmp_path / "run").sql("SELECT day, advocates, index FROM reach ORDER BY day, creator")
    assert len(rows) == 2 * 8
    again = build(settings, ("trending",))
    for _ in range(48):
        again.step()
    stands = again.engine.chronicle.reputation.standing(slice(None), 48)
    assert [row[1] for row in rows[8:]] == stands.advocates.tolist()
    np.testing.assert_array_equal(np.array([row[2] for row in rows[8:]], dtype=float), stands.index)
    assert stands.advocates.sum() > 0


def test_a_recording_from_before_there_were_guests_opens_and_is_whole(tmp_path: Path) -> None:
    engine, _ = record(tmp_path / "run", 30, small(**{"creators.collaborate": 0.0}))
    shutil.rmtree(tmp_path / "run" / "guests")
    recording = Recording(tmp_path / "run")
    assert recording.verify() == engine.digest
    assert [len(hour) for hour in recording.guest_hours()] == [0] * 30


@pytest.mark.slow
def test_new_followers_of_guests_are_recorded_and_part_of_the_digest(tmp_path: Path) -> None:
    settings = small(**{"creators.collaborate": 0.8, "behaviour.follows": 0.1})
    engine, _ = record(tmp_path / "run", 48, settings)
    recording = Recording(tmp_path / "run")
    assert recording.verify() == engine.digest
    [(won,)] = recording.sql(
        "SELECT count(*) FROM guests JOIN videos ON guests.item = videos.item AND guests.creator = guest"
    )
    assert won == sum(len(hour) for hour in recording.guest_hours()) > 0


def test_reach_counted_from_the_events_is_the_reach_recorded(recorded: Recorded) -> None:
    recording = Recording(recorded.folder)
    counted = recording.sql(
        """
        SELECT who, count(DISTINCT user) FROM (
            SELECT user, creator AS who FROM events JOIN videos USING (item) UNION ALL
            SELECT user, guest FROM events JOIN videos USING (item) WHERE guest >= 0
        ) GROUP BY who ORDER BY who
        """
    )
    recorded = recording.sql(
        "SELECT creator, reached FROM reach WHERE day = 2 AND reached > 0 ORDER BY creator"
    )
    assert counted == recorded


def test_the_settings_come_back(tmp_path: Path) -> None:
    settings = small(seed=77)
    record(tmp_path / "run", 3, settings)
    assert Recording(tmp_path / "run").settings == settings
    assert json.loads((tmp_path / "run" / "commands.json").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("hours", [0, 1])
def test_the_shortest_runs_are_recordings_too(tmp_path: Path, hours: int) -> None:
    engine, _ = record(tmp_path / "run", hours)
    recording = Recording(tmp_path / "run")
    assert recording.verify() == engine.digest
    assert len(list(recording.hours())) == recording.ticks == hours


def test_hours_without_any_event_are_kept(tmp_path: Path) -> None:
    lonely = small(**{"world.people": 1, "people.views_per_day": 0.5, "people.activity_spread": 0.0})
    engine, lived = record(tmp_path / "run", 60, lonely)
    assert any(len(events) == 0 for events in lived)
    recording = Recording(tmp_path / "run")
    assert [len(events) for events in recording.hours()] == [len(events) for events in lived]
    assert recording.verify() == engine.digest


def test_a_folder_may_be_called_anything(tmp_path: Path) -> None:
    engine, _ = record(tmp_path / "it's 100% 茧 [run]*", 5)
    assert Recording(tmp_path / "it's 100% 茧 [run]*").verify() == engine.digest


@pytest.mark.slow
def test_whatever_a_kill_cuts_off_the_closed_parts_verify(recorded: Recorded, tmp_path: Path) -> None:
    """The states that a kill can leave: between the parts of one round, and within a part."""
    lived = recorded.lived
    shutil.copytree(recorded.folder, tmp_path / "run")
    events, videos = tmp_path / "run" / "events", tmp_path / "run" / "videos"
    last = sorted(events.iterdir())[-1]
    last.rename(last.with_suffix(".unfinished"))
    last.with_suffix(".unfinished").write_bytes(b"half")
    (tmp_path / "run" / "run.json").write_text('{"status": "running"}', encoding="utf-8")

    recording = Recording(tmp_path / "run")
    assert recording.status == "running"
    assert 0 < recording.ticks < HOURS
    recording.verify()
    rows = sum(len(hour) for hour in lived[: recording.ticks])
    assert recording.sql("SELECT count(*) FROM events") == [(rows,)]
    assert len(list(videos.iterdir())) > len(list(events.glob("*.parquet")))
    assert recording.sql("SELECT max(tick) FROM vitals") == [(recording.ticks - 1,)]


def test_a_changed_event_is_found_out(tmp_path: Path) -> None:
    record(tmp_path / "run", 10)
    part = tmp_path / "run" / "events" / "part-00000.parquet"
    with duckdb.connect() as db:
        facts = dict(db.execute(f"SELECT key, value FROM parquet_kv_metadata('{part}')").fetchall())
        ticks, digest = facts[b"ticks"].decode(), facts[b"digest"].decode()
        db.execute(f"CREATE TABLE t AS SELECT * FROM '{part}'")
        db.execute("UPDATE t SET liked = NOT liked WHERE rowid = 17")
        db.execute(
            f"COPY t TO '{part}' (FORMAT parquet, KV_METADATA {{ticks: '{ticks}', digest: '{digest}'}})"
        )
    with pytest.raises(RecordingError, match="are not those of its digest"):
        Recording(tmp_path / "run").verify()


def test_what_is_no_recording_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"holds no recording: there is no run\.json"):
        Recording(tmp_path)
    record(tmp_path / "run", 3)
    (tmp_path / "run" / "events" / "part-00000.parquet").write_bytes(b"nonsense")
    with pytest.raises(RecordingError, match="holds a broken recording") as caught:
        Recording(tmp_path / "run")
    assert "\n" not in str(caught.value)
    (tmp_path / "run" / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(RecordingError, match=r"run.json is broken"):
        Recording(tmp_path / "run")


def test_a_wrong_query_is_told_in_one_sentence(tmp_path: Path) -> None:
    record(tmp_path / "run", 3)
    with pytest.raises(RecordingError, match="the query failed"):
        Recording(tmp_path / "run").sql("SELECT nothing FROM nowhere")


def test_a_folder_in_use_is_refused_and_force_replaces_the_recording_alone(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    record(folder, 10)
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RecordingRefused, match="is not empty; --force replaces"):
        Recorder(folder, small())
    Recording(folder).verify()

    settings = small(seed=9)
    recorder = Recorder(folder, settings, force=True)
    world = build(settings, ("trending",))
    engine = world.engine
    recorder.add(world.step().interactions, engine, world.frame)
    recorder.close(engine, {"status": "complete"})
    assert Recording(folder).ticks == 1
    assert Recording(folder).verify() == engine.digest
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_file_is_no_place_for_a_recording(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(RecordingRefused, match="is a file, not a folder"):
        Recorder(tmp_path / "file", small())
    with pytest.raises(RecordingError, match="cannot be written: not a directory"):
        Recorder(tmp_path / "file" / "under", small())


@pytest.mark.usefixtures("many_parts")
def test_frames_come_back_as_they_were(tmp_path: Path) -> None:
    settings = small(**{"feed.algorithm": "user-cf"})
    world = build(settings, ("user-cf",))
    recorder = Recorder(tmp_path / "run", settings)
    taken = []
    for _ in range(HOURS):
        recorder.add(world.step().interactions, world.engine, world.frame)
        if world.tick % writer.FRAME_EVERY_H == 0:
            taken.append(world.frame())
    recorder.close(world.engine, {"status": "complete"})
    frames = list(Recording(tmp_path / "run").frames())
    assert [frame.tick for frame in frames] == list(range(6, HOURS + 1, 6))
    for frame, was in zip(frames, taken, strict=True):
        assert frame_text.written(frame) == frame_text.written(was)
        assert (frame.vitals, frame.phone.items, frame.stages) == (
            was.vitals,
            was.phone.items,
            was.stages,
        ) or ("nan" in repr(was.vitals))
        assert frame.crowd.x.dtype == was.crowd.x.dtype
        np.testing.assert_array_equal(frame.crowd.x, was.crowd.x)
        np.testing.assert_array_equal(frame.brand.reach_curve, was.brand.reach_curve)
        assert repr(frame.remarks) == repr(was.remarks)
        assert isinstance(frame.phone.state, Diet)


def test_a_broken_frame_is_told_in_a_sentence() -> None:
    for text in ("", "[]", "{}", '{"tick": 3}', "null"):
        with pytest.raises(ValueError, match=r"frame|Expecting"):
            frame_text.read(text)


def test_frames_change_no_event(recorded: Recorded) -> None:
    plain = build(small(), ("trending",))
    for _ in range(HOURS):
        plain.step()
    assert plain.digest == recorded.engine.digest


def test_an_error_of_the_database_that_is_no_text_itself_is_told_like_any_other(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It quotes the damaged file, whose bytes Python cannot read."""
    recording = Recording(recorded.folder)

    class Garbled:
        def execute(self, query: str) -> None:
            b"\xe4".decode()

    monkeypatch.setattr(recording, "_db", Garbled())
    assert recording.kept() == []
    for ask in (recording.sql, recording.columns):
        with pytest.raises(RecordingError, match="the query failed"):
            ask("SELECT 1")
