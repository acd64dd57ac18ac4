"""The verb `feedscope resume`: a recorded run that was cut off goes on, to the digest it would have had."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

from cyclopts import Parameter

from simulator.cli.run import ANEW, Before, Job, Meter, built, finish, plan
from simulator.frames import HOURS_PER_DAY
from simulator.locale import catalogue
from simulator.recording.errors import RecordingError, RecordingRefused

if TYPE_CHECKING:
    from simulator.experiments.wiring import Simulation
    from simulator.recording.checkpoint import Checkpoint
    from simulator.recording.reader import Recording


def resume(
    folder: Path, /, *, as_json: Annotated[bool, Parameter(name="--json", negative="")] = False
) -> int:
    """Returns the exit code.

    Parameters
    ----------
    folder
        What `feedscope run --out` has begun to write. It goes on from the newest state that was kept, else from its
        first hour; what lies behind that is lived and written once more.
    as_json
        Print one JSON document instead of the summary.
    """
    from simulator.recording.reader import Recording
    from simulator.recording.writer import Recorder

    Recording(folder).close()  # says what is wrong with it, before anything is made
    recorder = Recorder(folder, None)
    try:
        recording = Recording(folder)
        job, recorder.plan = _job(recording, as_json)
        checkpoint, proof = _point(recording), hashlib.sha256()
        if checkpoint:
            recording.fold(proof, checkpoint.facts["parts"])
        recording.close()
    except BaseException:
        recorder.release()
        raise

    def world_of(bar: Meter) -> tuple[Simulation, Before]:
        say = catalogue(job.settings.lang)
        if not checkpoint:
            world, before, parts = built(job.settings, bar, say), ANEW, 0
        else:
            from simulator.experiments.wiring import gone_on

            bar.notice(say("cli.progress.reading"))
            world = gone_on(checkpoint, proof)
            facts = checkpoint.facts
            before, parts = Before(int(facts["views"]), float(facts["seconds"])), int(facts["parts"])
            bar.notice(say("cli.progress.compiling"))
            world.warm()
        recorder.go_on(parts, world.engine, before.seconds)
        return world, before

    return finish(job, recorder, world_of)


def _job(recording: Recording, as_json: bool) -> tuple[Job, Mapping[str, object]]:
    """What is left to do, and what the recording says of that. RecordingRefused says why it cannot be done here."""
    from simulator.experiments.memory_room import judge
    from simulator.recording.reader import MOST_TICKS

    folder, settings = recording.folder, recording.settings
    if recording.status == "complete":
        raise RecordingRefused(f"{folder} is complete: nothing of it is left to resume")
    hours, told = recording.run.get("hours"), recording.run.get("made_by")
    if not isinstance(hours, int) or not 0 < hours <= MOST_TICKS or not isinstance(told, dict):
        raise RecordingRefused(f"{folder} does not say how long it was to become, so it cannot go on")
    made_by = cast("dict[str, object]", told)
    here = plan(settings, hours)
    own = cast("dict[str, object]", here["made_by"])
    for name, value in own.items():
        if made_by.get(name) != value:
            raise RecordingRefused(
                f"{folder} was begun with {name} {made_by.get(name)}, and here is {value}: its events would not be "
                "the same; feedscope run --out records it anew"
            )
    judge(settings, hours / HOURS_PER_DAY)
    return Job(settings, hours, as_json, folder), here


def _point(recording: Recording) -> Checkpoint | None:
    """Where it goes on; None from its first hour. RecordingError for a state that does not fit the recording."""
    from simulator.recording.checkpoint import FILE, Checkpoint

    file = recording.folder / FILE
    if not file.exists():
        return None
    checkpoint = Checkpoint(file)
    parts, views = checkpoint.facts.get("parts"), checkpoint.facts.get("views")
    told = isinstance(views, int) and isinstance(checkpoint.facts.get("seconds"), int | float)
    if not told or not isinstance(parts, int) or not 0 < parts <= recording.parts:
        raise RecordingError(f"{file} is broken: it belongs to another recording")
    return checkpoint
