"""A show as an asciicast file: its form, and that it ends with the show."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.app import cast
from simulator.app.app import FeedscopeApp
from simulator.cli import command_line
from tests.app.fake_session import FakeSession
from tests.app.frames import make_frame

RECORDED = replace(make_frame(tick=24, people=50, paused=True), recorded=np.arange(6, 30, 6, dtype=np.int32))


@pytest.mark.slow
async def test_a_recording_is_written_until_its_last_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cast, "LAST_S", 0.1)
    file = tmp_path / "show.cast"
    app = FeedscopeApp(FakeSession(RECORDED), "en", 50)
    app.driver_class = cast.Cast(file, (80, 24)).driver()
    await app.run_async(size=(80, 24))
    assert app.return_code == 0 and [each.name for each in tmp_path.iterdir()] == ["show.cast"]
    head, *lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (head["version"], head["width"], head["height"]) == (2, 80, 24)
    seconds, kinds, painted = zip(*lines, strict=True)
    assert set(kinds) == {"o"} and list(seconds) == sorted(seconds) and seconds[0] >= 0
    assert "Cocoon map" in "".join(painted) and painted[-1].endswith("\x1b[?25h")


@pytest.mark.parametrize("verb", [[], ["story"], ["replay", "nowhere"]])
def test_a_file_that_is_there_stays_and_a_folder_must_be(
    verb: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "show.cast"
    there.write_text("mine")
    for file, part in ((there, "does not exist yet"), (tmp_path / "no" / "show.cast", "in a folder")):
        assert command_line([*verb, "--cast", str(file), "--lang", "en"]) == 2
        told = capsys.readouterr().err
        assert told.startswith("feedscope: --cast must") and part in told and told.count("\n") == 1
    assert there.read_text() == "mine"
