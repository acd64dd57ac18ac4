"""Kills a recorded run again and again at random moments, resumes it, and compares it with one that was never cut.

    python -m tests.benchmarks.kills --kills 30 --days 4 --people 300

Each life of the run is ended by SIGKILL, SIGTERM or SIGINT after a random time, also while it is being built or
resumed. Prints the digest and how often that was so; the exit code is 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from simulator.recording.errors import RecordingError
from simulator.recording.reader import Recording

FEEDSCOPE = (sys.executable, "-m", "simulator")
ENDS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


def lived(words: list[str], seconds: float | None, end: signal.Signals) -> int:
    """The exit code of a command that is ended so after so long; None lets it live."""
    command = subprocess.Popen(
        [*FEEDSCOPE, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        _, err = command.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        command.send_signal(end)
        _, err = command.communicate()
    if command.returncode in (1, 2) or "Traceback" in err:
        sys.stdout.write(f"exit {command.returncode}: {err[-400:]}\n")
    return command.returncode


def main() -> int:
    """Returns the exit code."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--kills", type=int, default=30)
    asked.add_argument("--days", type=float, default=4.0)
    asked.add_argument("--people", type=int, default=300)
    asked.add_argument("--seed", type=int, default=1)
    to = asked.parse_args()
    luck = random.Random(to.seed)
    with tempfile.TemporaryDirectory() as room:
        world = ["--people", str(to.people), "--creators", "20", "--days", str(to.days)]
        begun = time.monotonic()
        if lived(["run", *world, "--out", f"{room}/whole"], None, signal.SIGKILL):
            return 1
        whole, seconds = Recording(Path(room, "whole")), time.monotonic() - begun
        cut = Path(room, "cut")
        kills = lives = wrong = 0
        while kills < to.kills:
            # A run that has come to its end is begun anew until there have been kills enough.
            again = (cut / "run.json").exists() and Recording(cut).status != "complete"
            words = ["resume", str(cut)] if again else ["run", *world, "--out", str(cut), "--force"]
            code = lived(words, luck.uniform(0.1, 1.0) * seconds, luck.choice(ENDS))
            lives += 1
            kills += code not in (0, 1, 2)
            wrong += code in (1, 2) or (code == 0 and not same(cut, whole))
        if Recording(cut).status != "complete":
            wrong += lived(["resume", str(cut)], None, signal.SIGKILL) != 0 or not same(cut, whole)
        told = {
            "kills": kills,
            "lives": lives,
            "seconds": round(seconds, 1),
            "wrong": wrong,
            "digest": whole.digest,
        }
        sys.stdout.write(json.dumps(told) + "\n")
    return int(bool(wrong))


def same(folder: Path, whole: Recording) -> bool:
    """Are all events those of the run that was never cut, as its digest and the rows of the other tables say?"""
    try:
        found = Recording(folder)
        tables = ("videos", "vitals", "reach", "live", "guests")
        return found.verify() == whole.digest and all(
            sorted(map(repr, found.sql(f"SELECT * FROM {table}")))
            == sorted(map(repr, whole.sql(f"SELECT * FROM {table}")))
            for table in tables
        )
    except RecordingError as error:
        sys.stdout.write(f"{error}\n")
        return False


if __name__ == "__main__":
    sys.exit(main())
