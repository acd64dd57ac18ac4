"""How long from a key to the screen: opens feedscope in a terminal of 120 x 35 and presses keys.

    python -m tests.benchmarks.latency [--keys 300] [--two] [--world tests.app.toy_world:make] [-- command ...]

A key counts as answered when the words that only it brings have been written to the terminal, so frames that
happen to pass do not count. The engine runs flat out meanwhile; with --two, two worlds do, side by side.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

ROWS, COLUMNS = 35, 120
ESCAPES = re.compile(r"\x1b(\[[0-9;:?<>=$ ]*[a-zA-Z@`]|[()][A-Z0-9]|[=>78]|\][^\x07]*\x07|P[^\x1b]*\x1b\\)")
PAINT = b"\x1b[?2026h"
"""Begins every painted frame, once we have said that this terminal can wait for a whole one."""

KEYS = ((" ", "paused"), (" ", "▶"), ("?", "What am I looking at"), ("?", "Cocoon map"))
"""What is pressed in turn, and the words that show it was done."""
IN_BOTH = ((" ", "paused"), (" ", "▶"))
"""The same where two worlds are on screen."""


class Terminal:
    """A pseudo terminal with a program in it."""

    def __init__(self, command: Sequence[str]) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            # Of its own: whoever measures may have chosen another language.
            os.environ.update(XDG_CONFIG_HOME=tempfile.mkdtemp())
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="en_US.UTF-8", LC_ALL="")
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execvp(command[0], list(command))
        self.paints = 0
        self.seen = ""

    def read(self, seconds: float) -> None:
        """Take what comes within so many seconds, at least one helping."""
        if not select.select([self.fd], [], [], max(seconds, 0.0))[0]:
            return
        data = os.read(self.fd, 1 << 16)
        self.paints += data.count(PAINT)
        if b"\x1b[?2026$p" in data:
            os.write(self.fd, b"\x1b[?2026;2$y")
        self.seen += ESCAPES.sub("", data.decode("utf-8", "replace"))

    def wait_for(self, pattern: str, seconds: float) -> float | None:
        """Seconds until these words were written, or None."""
        begun, words = time.perf_counter(), re.compile(pattern)
        while (left := begun + seconds - time.perf_counter()) > 0:
            if words.search(self.seen):
                return time.perf_counter() - begun
            self.read(left)
        return None

    def press(self, key: str) -> None:
        self.seen = ""
        os.write(self.fd, key.encode())

    def rest(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def cpu_s(self) -> float:
        """Seconds of processor time of the screen's process so far; 0 where that is unknown."""
        stat = Path(f"/proc/{self.pid}/stat")
        if not stat.exists():
            return 0.0
        return sum(map(int, stat.read_text().rsplit(")", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")

    def quit(self) -> float | None:
        """Seconds that leaving took; None if it had to be killed."""
        begun = time.perf_counter()
        self.press("q")
        while time.perf_counter() - begun < 5.0:
            with suppress(OSError):
                self.read(0.05)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return time.perf_counter() - begun
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return None


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies, in milliseconds."""
    return 1000 * sorted(values)[min(int(share * len(values)), len(values) - 1)]


def open_two(terminal: Terminal) -> None:
    """Fork the world, the other half under the next algorithm of the list."""
    terminal.press("w")
    terminal.wait_for("running now", 30.0)
    terminal.press("\x1b[B")
    terminal.rest(0.2)
    terminal.press("\r")
    took = terminal.wait_for("What differs", 60.0)
    print(f"two worlds            {1000 * (took or float('nan')):7.0f} ms after they were asked for")


def measure(command: Sequence[str], keys: int, two: bool) -> None:
    """Print the figures of one run."""
    terminal = Terminal(command)
    first = terminal.wait_for(r"(?:\S\s*){20}", 30.0)
    print(f"first painted frame   {1000 * (first or float('nan')):7.0f} ms after the start")
    terminal.rest(2.0)
    terminal.press("\x1b")  # past the menu
    terminal.wait_for(r"day \d+ +\d", 60.0)
    terminal.rest(1.0)
    for _ in range(9):
        terminal.press("+")
        terminal.rest(0.1)
    if two:
        open_two(terminal)
    begun, paints, cpu = time.perf_counter(), terminal.paints, terminal.cpu_s()
    terminal.rest(5.0)
    span, painted = time.perf_counter() - begun, terminal.paints - paints
    print(f"frames painted        {painted / span:7.1f} a second, engine flat out")
    print(f"screen's processor    {1000 * (terminal.cpu_s() - cpu) / max(painted, 1):7.1f} ms a frame")
    waits: list[float] = []
    missed = 0
    turns = IN_BOTH if two else KEYS
    for number in range(keys):
        key, words = turns[number % len(turns)]
        terminal.press(key)
        wait = terminal.wait_for(words, 2.0)
        if wait is None:
            missed += 1
        else:
            waits.append(wait)
        terminal.rest(0.03 + 0.02 * (number % 5))
    if waits:
        shares = " ".join(
            f"p{round(100 * share)} {percentile(waits, share):.1f}" for share in (0.5, 0.95, 0.99)
        )
        print(f"key to screen         {shares} worst {1000 * max(waits):.1f} ms")
    print(f"keys                  {len(waits)} answered, {missed} not")
    left = terminal.quit()
    print("quit                  " + ("had to be killed" if left is None else f"{1000 * left:7.0f} ms"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--keys", type=int, default=300)
    parser.add_argument("--two", action="store_true", help="measure two worlds side by side")
    parser.add_argument("--world", help="package.module:function of a stand-in for the engine")
    parser.add_argument("--step-ms", type=float, default=20.0, help="how long a tick of the stand-in takes")
    parser.add_argument("command", nargs="*", help="what to run instead of feedscope")
    args = parser.parse_args()
    ours = shutil.which("feedscope") or str(Path(sys.executable).with_name("feedscope"))
    command = args.command or [ours, "app"]
    if args.world:
        settings = {"step_s": args.step_ms / 1000}
        program = f"from simulator.app.launch import open_app; open_app({settings!r}, 'en', {args.world!r})"
        command = [sys.executable, "-c", program]
    measure(command, args.keys, args.two)


if __name__ == "__main__":
    main()
