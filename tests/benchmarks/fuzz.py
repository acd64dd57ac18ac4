"""Throws broken and hostile inputs at everything that reads from outside, and counts what came of them.

    python -m tests.benchmarks.fuzz --inputs 10000 --seconds 900 --seed 1

Right are: it is taken, or it is refused by one of our own sentences, which is short of control characters. Wrong are
any other exception, a sentence that a terminal would obey, more than 5 s of processor time for one input, which is
then stopped by a signal, and more than 3 GB of memory, which the process does not get. All inputs run in this process,
for a process takes longer to start than most of them take. What went wrong is printed with the seed of its input, and
the exit code is 1.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from recommender.clean import harmful
from recommender.datasets import LogError, read_log
from simulator.app.app import FeedscopeApp
from simulator.endings import raise_on_signals
from simulator.experiments.wiring import build
from simulator.recording import checkpoint
from simulator.recording.checkpoint import Checkpoint
from simulator.recording.errors import RecordingError
from simulator.recording.graph import Taken
from simulator.recording.reader import Recording
from simulator.recording.replay import ReplayWorld
from simulator.recording.writer import Recorder
from simulator.rooms.story.chapter import ChapterError
from simulator.rooms.story.chapter import read as read_chapter
from simulator.session import LocalSession, SwitchAlgorithm, Tune, View
from simulator.session.world import Over
from simulator.settings.errors import SettingsError
from simulator.settings.files import from_toml, load_preset, override, to_toml
from tests.app.fake_session import FakeSession
from tests.app.frames import make_frame

OURS = (SettingsError, LogError, ChapterError, RecordingError)
LONGEST_S, MOST_MB = 5.0, 3_000
ODD = (
    "\x1b]0;x\x07", "\x1b[31m", "\u202e", "\x00", "\x9b", "[/]", "[[", "]]", '"', "'", "=", "{", "}", "\n", "\r", ",",
    "\t", "9" * 400, "9" * 5_000, "-1", "1e999", "nan", "inf", "²", "true", "1979-05-27", " " * 2_000, "a." * 500, "é",
    "\ufeff", "::", "|", ";", "NULL", "0x" + "f" * 300, '"""', "\\", "%s", "{0}", "'; DROP TABLE x; --",
)  # fmt: skip
LOG = "userId,movieId,rating,timestamp\n" + "".join(
    f"{user},{item},{user % 5 + 1},{1_500_000_000 + 997 * user * item}\n"
    for user in range(1, 9)
    for item in range(1, 9)
)
KEYS = (*"abcdefghijklmnopqrstuvwxyzOPSZ0123456789?+-/.,", "enter", "escape", "up", "down", "left", "right", "tab",
        "space", "ctrl+l", "ctrl+p", "backspace", "home", "end", "pageup", "pagedown")  # fmt: skip


class Hang(BaseException):
    """One input has taken too long; nothing that catches errors must catch it."""


def stop(*_: object) -> None:
    raise Hang


def mutated(text: str, luck: random.Random) -> str:
    """A few of: a piece cut out, doubled, moved, an odd piece put in, one sign changed."""
    for _ in range(luck.randint(1, 4)):
        at, to = sorted(luck.randint(0, len(text)) for _ in range(2))
        to = min(to, at + 40)
        piece = luck.choice(ODD)
        text = luck.choice((
            text[:at] + text[to:], text[:at] + piece + text[to:], text[:at] + piece + text[at:],
            text[:to] + text[at:], text[:at] + chr(luck.randint(0, luck.choice((255, 0xD7FF)))) + text[at + 1 :],
        ))  # fmt: skip
    return text


class Fuzz:
    """What is thrown, by kind."""

    def __init__(self, room: Path) -> None:
        self.room = room
        self.world = to_toml(load_preset("demo"))
        self.chapter = (Path(__file__).parents[2] / "simulator/rooms/story").glob("*.toml")
        self.chapter = next(iter(sorted(self.chapter))).read_text(encoding="utf-8")
        small = override(load_preset("demo"), {
            "world.people": 12, "world.creators": 3, "world.backlog": 3, "world.past_days": 0,
            "feed.algorithm": "random",
        })  # fmt: skip
        self.session = LocalSession(build(small, ("random", "newest")), View(paused=True))
        run = build(small, ("random",))
        recorder = Recorder(room / "run", small)
        for _ in range(30):
            recorder.add(run.step().interactions, run.engine, run.frame)
        recorder.close(run.engine, {"status": "complete"})
        self.common = run.common
        checkpoint.write(room / "state", Taken(run, run.common), {"parts": 1})
        self.state = (room / "state").read_bytes()

    def settings(self, luck: random.Random) -> None:
        """A mutated settings file."""
        from_toml(mutated(self.world, luck), "s.toml")

    def option(self, luck: random.Random) -> None:
        """A setting by its name, of any value."""
        names = [line.split(" = ")[0] for line in self.world.splitlines() if " = " in line]
        values: tuple[Any, ...] = (*ODD, 0, -1, 10**400, float("nan"), None, [], {}, [[]], "x" * 9_999)
        override(
            load_preset("demo"), {luck.choice((luck.choice(names), luck.choice(ODD))): luck.choice(values)}
        )

    def chapters(self, luck: random.Random) -> None:
        """A mutated chapter, and the worlds that its pages begin."""
        told = read_chapter(mutated(self.chapter, luck), "c.toml")
        for page in range(len(told.pages)):
            told.world(page)

    def logs(self, luck: random.Random) -> None:
        """A mutated log, as text or as bytes."""
        file = self.room / luck.choice(
            ("a.csv", "a.tsv", "a.jsonl", "a.txt", "a.parquet", "a.zip", "u.data", "x.inter")
        )
        text = mutated(LOG, luck)
        if file.suffix == ".jsonl":
            text = mutated(
                "".join(f'{{"user": {n}, "item": {n % 5}, "timestamp": {n}}}\n' for n in range(40)), luck
            )
        raw = text.encode(luck.choice(("utf-8", "utf-16", "latin-1")), "replace")
        file.write_bytes(raw[: luck.randint(0, len(raw))] if luck.random() < 0.2 else raw)
        try:
            read_log(file, skip_bad_rows=luck.random() < 0.3)
        finally:
            file.unlink()

    def recordings(self, luck: random.Random) -> None:
        """A recording with a file changed, cut, or gone."""
        folder = self.room / "spoilt"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.room / "run", folder)
        file = luck.choice([file for file in sorted(folder.rglob("*")) if file.is_file()])
        raw = bytearray(file.read_bytes())
        match luck.randint(0, 3):
            case 0:
                file.unlink()
            case 1:
                file.write_bytes(raw[: luck.randint(0, len(raw))])
            case 2 if file.suffix in (".json", ".toml"):
                file.write_text(mutated(raw.decode(), luck), encoding="utf-8", errors="replace")
            case _:
                for _ in range(luck.randint(1, 9)):
                    raw[luck.randrange(len(raw))] = luck.randint(0, 255)
                file.write_bytes(raw)
        try:
            recording = Recording(folder)
            try:
                recording.verify()
            finally:
                recording.close()
            world = ReplayWorld(folder)
            for _ in range(8):
                world.step()
                world.frame(View())
        except Over:  # at its end, or where a frame is broken
            pass

    def states(self, luck: random.Random) -> None:
        """A checkpoint whose notes are changed, and which is signed anew."""
        start = len(checkpoint.MAGIC) + 8
        end = start + int.from_bytes(self.state[start - 8 : start], "little")
        head, rest = self.state[start:end].decode(), self.state[end:-32]
        if luck.random() < 0.5:
            whole = json.loads(head)
            note = luck.choice(whole["notes"])
            other = luck.choice(whole["notes"])
            match luck.randint(0, 4):
                case 0:
                    note[:] = other
                case 1 if len(note) > 1:
                    note[1] = luck.choice((*ODD, 0, None, {"at": luck.randint(-2, 9_999)}, "os:system"))
                case 2:
                    note[0] = other[0]
                case 3:
                    array = luck.choice(whole["arrays"])
                    array[luck.randrange(3)] = luck.choice(
                        ("<f8", "|O", "<U9", [3, 3], [-1], [[0, 9]], [10**12], 7)
                    )
                case _:
                    whole[luck.choice(("notes", "arrays", "root", "facts"))] = luck.choice(([], {}, 0, None))
            head = json.dumps(whole)
        else:
            head = mutated(head, luck)
        told = head.encode("utf-8", "replace")
        state = checkpoint.MAGIC + len(told).to_bytes(8, "little") + told + rest
        file = self.room / "state"
        file.write_bytes(state + hashlib.sha256(state).digest())
        Checkpoint(file).world(self.common)

    def commands(self, luck: random.Random) -> None:
        """Commands with values from anywhere, to a living world; refusals come back in its pictures."""
        names = [line.split(" = ")[0] for line in self.world.splitlines() if " = " in line]
        value = luck.choice((*ODD, 0, 1, -1, 0.5, True, 10**30, float("nan")))
        name = luck.choice((f"feed.{luck.choice(names)}", f"people.{luck.choice(names)}", luck.choice(ODD)))
        self.session.send(luck.choice((Tune(name, value), SwitchAlgorithm(str(value)), Tune(name, value))))
        for _ in range(2):
            frame = self.session.poll()
            if frame is not None and harmful(frame.refused.replace("\n", "")):
                raise AssertionError(f"a refusal that a terminal obeys: {frame.refused!r}")

    def keys(self, luck: random.Random) -> None:
        """Twelve keys and a few sizes, in the app."""
        asyncio.run(self._keys(luck))

    async def _keys(self, luck: random.Random) -> None:
        app = FeedscopeApp(FakeSession(make_frame()), luck.choice(("en", "zh")), 500)
        async with app.run_test(size=(120, 35)) as pilot:
            for _ in range(12):
                if luck.random() < 0.1:
                    await pilot.resize_terminal(luck.randint(1, 300), luck.randint(1, 90))
                if not app.is_running:
                    break
                await pilot.press(luck.choice(KEYS))


def thrown(kind: Callable[[random.Random], None], seed: str) -> tuple[str, str]:
    """What came of one input ("taken", "refused" or "wrong"), and what is wrong."""
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    try:
        kind(random.Random(seed))
        came, why = "taken", ""
    except OURS as error:
        bad = harmful(str(error).replace("\n", ""))
        came, why = ("wrong", f"its sentence holds {bad}") if bad else ("refused", "")
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        came, why = (
            "wrong",
            f"{type(error).__name__}: {str(error)[:160]!r} at {Path(last.filename).name}:{last.lineno}",
        )
    except Hang as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        came, why = "wrong", f"over {LONGEST_S:g} s, at {Path(last.filename).name}:{last.lineno}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
    return came, why


KINDS = ("settings", "option", "chapters", "logs", "recordings", "states", "commands", "keys")


def main() -> int:
    """Returns the exit code."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    asked.add_argument("--inputs", type=int, default=10_000)
    asked.add_argument("--seconds", type=float, default=900.0, help="of processor time")
    asked.add_argument("--seed", default="1")
    asked.add_argument("--kinds", default=",".join(KINDS))
    to = asked.parse_args()
    signal.signal(signal.SIGPROF, stop)
    raise_on_signals()
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MB << 20, MOST_MB << 20))
    counts: Counter[tuple[str, str]] = Counter()
    spent: Counter[str] = Counter()
    wrong: dict[str, tuple[str, int]] = {}
    with tempfile.TemporaryDirectory() as room:
        fuzz = Fuzz(Path(room))
        kinds = [getattr(fuzz, name) for name in to.kinds.split(",")]
        end, number = time.process_time() + to.seconds, 0
        with suppress(KeyboardInterrupt):  # what was found until then is told
            for number in range(to.inputs):
                kind = kinds[number % len(kinds)]
                if kind.__name__ == "keys" and number % (20 * len(kinds)) >= len(kinds):
                    kind = kinds[0]
                seed = f"{to.seed}/{number}"
                begun = time.process_time()
                came, why = thrown(kind, seed)
                spent[kind.__name__] += time.process_time() - begun
                counts[kind.__name__, came] += 1
                if why:
                    where = f"{kind.__name__}: {why}"
                    wrong[where] = (wrong.get(where, (seed, 0))[0], wrong.get(where, (seed, 0))[1] + 1)
                if time.process_time() > end:
                    break
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {
        kind: {"ms": round(1e3 * spent[kind] / sum(n for (k, _), n in counts.items() if k == kind), 1)}
        | {came: n for (k, came), n in counts.items() if k == kind}
        for kind, _ in sorted(counts)
    }
    sys.stdout.write(json.dumps({"inputs": number + 1, "memory_mb": round(memory), **told}) + "\n")
    for where, (seed, times) in sorted(wrong.items(), key=lambda each: -each[1][1]):
        sys.stdout.write(f"WRONG {times} x, such as {seed}: {where!a}\n")
    return int(bool(wrong) or memory > MOST_MB)


if __name__ == "__main__":
    sys.exit(main())
