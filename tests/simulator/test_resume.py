"""A recorded run that was cut off goes on as if nothing had been, or says in one sentence why it does not."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from simulator.cli import command_line
from simulator.cli.run import plan
from simulator.experiments import wiring
from simulator.experiments.wiring import build
from simulator.recording import checkpoint, writer
from simulator.recording.checkpoint import PIECE, Checkpoint, Checkpoints
from simulator.recording.errors import RecordingError
from simulator.recording.graph import NotKept, Taken, given_back
from simulator.recording.reader import Recording
from simulator.recording.writer import TABLES, Recorder
from simulator.simulation import Simulation
from tests.simulator.test_recording import small

HOURS = 48
"""Of which a day lies before the chosen method takes over."""
MANY = {
    "world.past_days": 1,
    "behaviour.follows": 0.1,
    "feed.algorithm": "user-cf",
    "feed.rerank.diversity.on": True,
    "feed.rerank.hot.on": True,
    "feed.adoption": 0.8,
}
"""So that much of a world is at work."""

Captured = pytest.CaptureFixture[str]


def begin(folder: Path, hours: int = HOURS, *, kept: Callable[[int], bool] = lambda _: True) -> Simulation:
    """A run of two days that is gone after some, without a word; its state is kept after parts for which `kept`."""
    settings = small(**MANY)
    world = build(settings, (settings.feed.algorithm,))
    recorder = Recorder(folder, settings, plan=plan(settings, HOURS - 24))
    views = 0
    for hour in range(hours):
        events = world.step().interactions
        views += len(events)
        recorder.add(events, world.engine, world.frame)
        if kept(hour):
            recorder.mark(world, views)
    recorder.release()
    return world


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small parts, and a checkpoint after every third."""
    asked = count()

    def soon(self: Checkpoints, world: object) -> bool:
        return next(asked) % 3 == 0

    monkeypatch.setattr(writer, "MOST_ROWS", 250)
    monkeypatch.setattr(Checkpoints, "due", soon)


@pytest.fixture
def cut(often: None, begun: dict[str, Path], tmp_path: Path) -> Path:
    """A run of its own that was cut off after 26 hours, with a state kept."""
    if "run" not in begun:
        begin(begun["folder"], 26)
        begun["run"] = begun["folder"]
    return Path(shutil.copytree(begun["run"], tmp_path / "run"))


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where the first who needs one leaves such a run, to be copied."""
    return {"folder": tmp_path_factory.mktemp("begun") / "run"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same run, never cut off."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    settings = small(**MANY)
    world = build(settings, (settings.feed.algorithm,))
    recorder = Recorder(folder, settings, plan=plan(settings, HOURS - 24))
    for _ in range(HOURS):
        recorder.add(world.step().interactions, world.engine, world.frame)
    recorder.close(world.engine, {"status": "complete", "digest": world.digest})
    return folder


def rows(folder: Path, table: str) -> list[tuple[object, ...]]:
    recording = Recording(folder)
    try:
        return sorted(recording.sql(f"SELECT * FROM {table}"), key=repr)
    finally:
        recording.close()


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("cut", [29, pytest.param(44, marks=pytest.mark.slow)])
def test_it_ends_with_every_row_and_the_digest_of_a_run_that_was_never_cut(
    cut: int, whole: Path, tmp_path: Path, capsys: Captured
) -> None:
    folder = tmp_path / "run"
    begin(folder, cut, kept=lambda hour: hour < 32)
    checkpoint = Checkpoint(folder / "checkpoint")
    assert 0 < checkpoint.facts["parts"] <= len(list((folder / "events").iterdir()))
    assert command_line(["resume", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    expected = Recording(whole)
    assert told["digest"] == expected.digest == Recording(folder).verify()
    assert told["views"] == len(rows(whole, "events"))
    assert Recording(folder).status == "complete" and not (folder / "checkpoint").exists()
    for table in TABLES:
        assert repr(rows(folder, table)) == repr(rows(whole, table)), table


def test_one_that_is_interrupted_while_it_is_read_can_still_go_on(
    cut: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    folder = cut
    before = json.loads((folder / "run.json").read_text())

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(wiring, "gone_on", interrupted)
    assert command_line(["resume", str(folder)]) == 130
    assert capsys.readouterr().err == "feedscope: interrupted\n"
    after = json.loads((folder / "run.json").read_text())
    assert (after["status"], after["hours"], after["made_by"]) == (
        "interrupted", before["hours"], before["made_by"],
    )  # fmt: skip
    assert Recording(folder).verify()
    Recorder(folder, None).release()


@pytest.mark.slow
def test_a_run_that_kept_no_state_yet_begins_again(whole: Path, tmp_path: Path, capsys: Captured) -> None:
    begin(tmp_path / "run", 30, kept=lambda _: False)
    assert command_line(["resume", str(tmp_path / "run"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == Recording(whole).digest


def test_what_cannot_go_on_is_refused_in_a_sentence_and_stays_as_it_is(
    cut: Path, whole: Path, tmp_path: Path, capsys: Captured
) -> None:
    folder = cut
    run = json.loads((folder / "run.json").read_text())
    parts = sorted(path.name for path in (folder / "events").iterdir())

    def refused(code: int, of: Path = folder) -> str:
        assert command_line(["resume", str(of)]) == code
        out, err = capsys.readouterr()
        assert not out and err.count("\n") == 1 and err.startswith("feedscope: ")
        assert sorted(path.name for path in (folder / "events").iterdir()) == parts
        return err

    assert "is complete: nothing of it is left to resume" in refused(2, whole)
    assert "holds no recording" in refused(1, tmp_path)
    holder = Recorder(folder, None)
    assert "is being recorded into by another run" in refused(2)
    holder.release()
    for name, value in (("feedscope", "0.0.9+12"), ("numpy", "1.0"), ("arithmetic", "other")):
        other = {**run, "made_by": {**run["made_by"], name: value}}
        (folder / "run.json").write_text(json.dumps(other))
        assert f"was begun with {name} {value}, and here is {run['made_by'][name]}" in refused(2)
    (folder / "run.json").write_text(json.dumps({"format": 1, "status": "running"}))
    assert "does not say how long it was to become" in refused(2)
    (folder / "run.json").write_text(json.dumps(run))
    state = (folder / "checkpoint").read_bytes()
    for broken in (
        state[:-40],
        state[:-50] + b"?" + state[-49:],
        b"feedscope 9\n" + state,
        b"",
        b"PK" + state,
    ):
        (folder / "checkpoint").write_bytes(broken)
        assert f"{folder / 'checkpoint'} is broken: " in refused(1)
    (folder / "checkpoint").write_bytes(state)
    shutil.copy(next((whole / "events").iterdir()), folder / "events" / parts[0])
    assert "are not those of its digest" in refused(1) or "is broken" in refused(1)


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (["object", "subprocess:Popen", []], "subprocess:Popen"),
        (["made", "simulator.recording.writer:Recorder", ["/", None]], "writer:Recorder"),
        (["made", "simulator.settings.files:Path", ["/"]], "files:Path"),
        (["made", "simulator.engine.checks:Checks", []], "checks:Checks"),
        (["object", "simulator.settings.tree:Settings", []], "tree:Settings"),
        (["method", {"common": "text"}, "upper"], "upper"),
        (["tuple", [{"at": 0}]], "made of itself"),
        (["list", [{"at": 5}]], "list index out of range"),
        (["dict", [[{"at": 1}, 0]]], "unhashable"),
        (["whatever"], "whatever"),
        ([], "unpack"),
    ],
)
def test_a_state_from_elsewhere_makes_nothing_that_is_no_part_of_a_world(
    note: list[object], why: str
) -> None:
    notes = [note, ["list", []]]
    with pytest.raises(ValueError, match=why):
        given_back(notes, [], {"at": 0}, {"text": "x"})


def test_arrays_come_back_as_they_lay(tmp_path: Path) -> None:
    large = np.zeros((3, PIECE), dtype=np.float64)
    large[1, 7], large[2, -1] = 1.5, np.nan
    block = np.arange(24, dtype=np.int16).reshape(2, 3, 4)
    arrays = [
        large,
        block,
        np.asfortranarray(block),
        block.transpose(1, 2, 0),
        np.empty((0, 3)),
        np.array(3.0),
    ]
    told = {"arrays": arrays, "again": block, "one": np.float32(0.1), "whole": 2**70, "none": None}
    checkpoint.write(tmp_path / "state", Taken(told, {}), {"tick": 7})
    assert (tmp_path / "state").stat().st_size < 5 * PIECE, "zeros take no room"
    kept = Checkpoint(tmp_path / "state")
    assert kept.facts == {"tick": 7}
    back = kept.world({})
    assert isinstance(back, dict) and back["again"] is back["arrays"][1]
    assert (back["one"], back["one"].dtype, back["whole"]) == (np.float32(0.1), np.float32, 2**70)
    for was, now in zip(arrays, back["arrays"], strict=True):
        np.testing.assert_array_equal(was, now)
        assert (was.dtype, was.strides) == (now.dtype, now.strides) and now.flags.writeable


def test_what_is_no_data_is_not_kept(tmp_path: Path) -> None:
    for stranger in (open, object(), np.array([None], dtype=object), tmp_path):
        with pytest.raises(NotKept):
            Taken([stranger], {})


def test_states_are_kept_as_seldom_as_they_are_slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes two seconds; in a thousand they take under 2 %."""
    now = 0.0
    world = type("World", (), {"common": {}})()
    monkeypatch.setattr(checkpoint.time, "monotonic", lambda: now)

    def slow(*_: object) -> None:
        nonlocal now
        now += 2.0

    monkeypatch.setattr(checkpoint, "write", slow)
    monkeypatch.setattr(Checkpoints, "_taken", lambda *_: Taken(np.zeros(40_000_000, np.uint8), {}))
    checkpoints, kept = Checkpoints(tmp_path), 0
    while now < 1_000.0:
        if checkpoints.due(world):
            checkpoints.keep(world, {})
            kept += 1
        now += 0.5
    assert 6 <= kept <= 8


def test_a_full_disk_leaves_the_state_that_was_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint.write(tmp_path / "state", Taken([1], {}), {})

    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "settle", full)
    checkpoint.write(tmp_path / "state", Taken([2], {}), {})
    assert Checkpoint(tmp_path / "state").world({}) == [1]
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


def test_a_missing_state_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be read: no such file"):
        Checkpoint(tmp_path / "state")


def test_an_array_that_no_memory_holds_is_one_sentence(tmp_path: Path) -> None:
    file, proof = tmp_path / "checkpoint", hashlib.sha256()
    head = json.dumps({"facts": {}, "notes": [], "root": None, "arrays": [["<f8", [10**15], []]]}).encode()
    data = checkpoint.MAGIC + len(head).to_bytes(8, "little") + head
    proof.update(data)
    file.write_bytes(data + proof.digest())
    with pytest.raises(RecordingError, match=r"checkpoint is broken: Unable to allocate"):
        Checkpoint(file).world({})
