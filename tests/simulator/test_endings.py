"""How runs end: by any signal, on a full disk, without anybody to print to; and what is then said and left behind."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulator import cli
from simulator.endings import Stopped, code_of, ending_signals
from simulator.experiments import wiring
from simulator.recording.errors import RecordingError, RecordingRefused
from simulator.recording.reader import Recording
from simulator.recording.writer import Recorder
from simulator.settings.files import load_preset

SMALL = ["run", "--people", "20", "--creators", "3", "--algorithm", "random", "--lang", "en"]
LIMIT_S = 240.0

APP = (
    "from simulator.app.launch import open_app\nimport sys\nfrom simulator.endings import raise_on_signals\n"
    "raise_on_signals()\nsys.exit(open_app({}, 'en', 'tests.app.toy_world:make'))"
)
"""The real app and a real process for its world, which is a toy."""

LEFT = (b"\x1b[?1049l", b"\x1b[?1003l", b"\x1b[?25h", b"\x1b[?2004l")
"""The main screen, the mouse and pasting as they were, and the cursor: what a whole terminal was told last."""


def test_the_code_says_the_signal() -> None:
    assert code_of(KeyboardInterrupt()) == 130
    assert [code_of(Stopped(number)) for number in (signal.SIGTERM, signal.SIGHUP)] == [143, 129]


def test_a_hangup_that_a_parent_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert signal.SIGHUP not in ending_signals() and signal.SIGTERM in ending_signals()
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_while_the_world_is_being_built_is_in_the_recording(
    number: signal.Signals,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    def interrupted(*_: object) -> None:
        raise Stopped(number)

    monkeypatch.setattr(wiring, "build", interrupted)
    assert cli.command_line([*SMALL, "--out", str(tmp_path / "run")]) == 128 + number
    assert capsys.readouterr().err == "feedscope: interrupted\n"
    assert Recording(tmp_path / "run").status == "interrupted"
    Recorder(tmp_path / "run", load_preset("demo"), force=True).release()


def test_a_run_that_fails_does_not_say_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def large(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(wiring, "build", large)
    assert cli.command_line([*SMALL, "--out", str(tmp_path / "run")]) == 1
    assert capsys.readouterr().err == "feedscope: there is not enough memory for this\n"
    assert json.loads((tmp_path / "run" / "run.json").read_text())["status"] == "interrupted"


def test_two_runs_do_not_record_into_one_folder(tmp_path: Path) -> None:
    settings = load_preset("demo")
    first = Recorder(tmp_path / "run", settings)
    for force in (False, True):
        with pytest.raises(RecordingRefused, match=r"is being recorded into by another run$"):
            Recorder(tmp_path / "run", settings, force=force)
    assert Recording(tmp_path / "run").status == "running", "looking is allowed"
    first.release()
    with pytest.raises(RecordingRefused, match="not empty"):
        Recorder(tmp_path / "run", settings)
    Recorder(tmp_path / "run", settings, force=True).release()


@pytest.mark.parametrize("name", ["day=7/seed=3", "p=3/tick=9", "r[1]*?", "a b'c"])
def test_a_folder_s_name_is_no_column_and_no_pattern(name: str, tmp_path: Path) -> None:
    import numpy as np

    from simulator.recording.parts import parquet, write_part

    folder = tmp_path / name
    recorder = Recorder(folder, load_preset("demo"))
    columns = {"day": np.array([1], np.int32), "tick": np.array([2], np.int32), "p": np.array([5], np.int32)}
    write_part(recorder._db, folder / "reach", 0, columns)  # pyright: ignore[reportPrivateUsage]
    (part,) = (folder / "reach").iterdir()
    found = recorder._db.execute(f"SELECT * FROM {parquet(part)}")  # pyright: ignore[reportPrivateUsage]
    assert [column[0] for column in found.description] == ["day", "tick", "p"]
    assert found.fetchall() == [(1, 2, 5)]
    recorder.release()


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        ("[" * 100_000, "run.json is broken: nested too deeply"),
        ('{"ticks": ' + "9" * 5000 + "}", "run.json is broken"),
        ("[]", "run.json is broken: it is not a table"),
        ('{"format": "x"}', "run.json is broken: format must be a whole number from 1"),
        ('{"format": 2}', "was recorded by a later feedscope (format 2); this one reads up to 1"),
    ],
)
def test_a_broken_run_json_is_one_sentence(run: str, sentence: str, tmp_path: Path) -> None:
    Recorder(tmp_path / "run", load_preset("demo")).release()
    assert json.loads((tmp_path / "run" / "run.json").read_text())["format"] == 1
    (tmp_path / "run" / "run.json").write_text(run)
    with pytest.raises(RecordingError) as told:
        Recording(tmp_path / "run")
    assert sentence in str(told.value) and "\n" not in str(told.value)


# In processes of their own


def ended(number: int, *, until: bytes, pause: bool = False) -> tuple[int, bytes]:
    """Exit code and all that was written to a terminal by the app, which gets a signal once it has painted `until`."""
    process, terminal = pty.fork()
    if process == 0:
        signal.signal(number, signal.SIG_DFL)  # whoever runs the tests may have it ignored, as nohup does
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execv(sys.executable, [sys.executable, "-c", APP])
    written, sent, end = b"", False, time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        try:
            written += os.read(terminal, 65_536)
        except OSError:
            break
        if pause and until in written:
            pause = False
            os.kill(process, signal.SIGTSTP)
            os.waitpid(process, os.WUNTRACED)
            os.kill(process, signal.SIGCONT)
            written = b""  # it takes the screen once more
        elif not sent and until in written:
            sent = True
            os.kill(process, number)
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), written


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "pause"),
    [
        (signal.SIGTERM, False),
        (signal.SIGHUP, False),
        (signal.SIGINT, False),
        (signal.SIGQUIT, False),
        (signal.SIGTERM, True),
    ],
)
def test_the_app_gives_the_terminal_back_whole_and_says_which_signal_it_was(number: int, pause: bool) -> None:
    last = b"\x1b[?2004h"  # of what it writes as it takes the screen: half of that can not be taken back
    code, written = ended(number, until=last if pause else b"\x1b[?1049h", pause=pause)
    assert code == 128 + number
    for left in LEFT:
        assert written.rfind(left) > written.rfind(left[:-1] + (b"l" if left.endswith(b"h") else b"h")), left


@pytest.mark.slow
def test_without_a_stdout_nothing_runs_and_a_full_one_is_told() -> None:
    python = f"{sys.executable} -m simulator"
    told = [
        subprocess.run(
            ["sh", "-c", f"{python} settings {where}"], capture_output=True, timeout=LIMIT_S, check=False
        )
        for where in (">&-", ">/dev/full")
    ]
    assert [(one.returncode, one.stderr) for one in told] == [
        (1, b"feedscope: there is no standard output to write to\n"),
        (1, b"feedscope: the output cannot be written: no space left on device\n"),
    ]
