"""How a command ends: stopped, killed, unread or on a full disk, in one line and with what was kept."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from simulator import cli
from simulator.experiments import wiring
from simulator.recording.reader import Recording
from tests.simulator.test_cli import LIMIT_S, PYTHON, SMALL, Captured


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def started(words: Sequence[str], **more: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*PYTHON, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,  # pyright: ignore
    )


def wait_for_a_part(folder: Path) -> None:
    end = time.monotonic() + LIMIT_S
    while not list(folder.glob("events/part-*.parquet")):
        assert time.monotonic() < end, "no part was ever closed"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_flushes_and_says_so_in_one_line(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    process = started([*SMALL, "--days", "9999", "--json", "--out", str(tmp_path / "run")])
    wait_for_a_part(tmp_path / "run")
    process.send_signal(number)
    out, err = process.communicate(timeout=LIMIT_S)
    assert process.returncode == code
    assert err.decode().startswith("Interrupted after ")
    assert err.count(b"\n") == 1

    told = json.loads(out)
    recording = Recording(tmp_path / "run")
    assert told["status"] == recording.status == "interrupted"
    assert told["ticks"] == recording.ticks
    assert told["digest"] == recording.verify()


def test_ctrl_c_while_the_world_is_being_built(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(wiring, "build", interrupted)
    assert cli.command_line([*SMALL, "--out", str(tmp_path / "run")]) == 130
    assert capsys.readouterr().err == "feedscope: interrupted\n"
    assert Recording(tmp_path / "run").status == "interrupted"


@pytest.mark.slow
def test_what_a_killed_run_has_closed_can_be_read(tmp_path: Path) -> None:
    process = started([*SMALL, "--days", "9999", "--out", str(tmp_path / "run")])
    wait_for_a_part(tmp_path / "run")
    process.kill()
    process.communicate(timeout=LIMIT_S)
    recording = Recording(tmp_path / "run")
    assert recording.status == "running"
    assert recording.ticks >= 24
    recording.verify()


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "words", [["settings"], [*SMALL, "--days", "0.2"], [*SMALL, "--days", "0.2", "--json"]]
)
def test_a_reader_who_leaves_causes_no_traceback(words: list[str]) -> None:
    process = started(words)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=LIMIT_S), err) == (141, b"")


@pytest.mark.slow
def test_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    words = ["run", "--people", "800", "--creators", "10", "--algorithm", "trending", "--days", "2"]
    process = started([*words, "--out", str(tmp_path / "run")], preexec_fn=small_files)
    out, err = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, out, err.count(b"\n")) == (1, b"", 1)
    assert b"cannot be written" in err
    assert not list((tmp_path / "run" / "events").iterdir())
