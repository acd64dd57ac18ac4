"""Calls timed in turns, so that whatever else the machine does meets all of them alike; and their memory."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

_STATUS = Path("/proc/self/status")
MOST_S = 10.0
"""Seconds of one contender, after which it runs no more."""
_RESET = Path("/proc/self/clear_refs")


@dataclass(slots=True)
class Lap:
    """How one contender did."""

    seconds: list[float] = field(default_factory=list[float])
    cpu: list[float] = field(default_factory=list[float])
    """Seconds of processors, all threads together: steadier than the clock on a busy machine."""
    answer: object = None
    """What the last call returned."""
    extra_mb: float | None = None
    """Largest memory in use above what was in use before, over all calls; None where it cannot be told."""

    @property
    def median_s(self) -> float:
        return median(self.seconds)

    @property
    def median_cpu_s(self) -> float:
        return median(self.cpu)

    def time(self, call: Callable[[], object]) -> None:
        """Call and take the time."""
        begin, used = perf_counter(), process_time()
        self.answer = call()
        self.seconds.append(perf_counter() - begin)
        self.cpu.append(process_time() - used)


def race(
    calls: Mapping[str, Callable[[], object]], repeats: int, told: Callable[[str], None] = lambda _: None
) -> dict[str, Lap]:
    """Call each `repeats` times in turns, starting with another one each round; `told` hears whose turn it is.

    Whoever would pass `MOST_S` seconds in all runs no more: what is slow needs fewer rounds to be told apart.
    """
    laps = {name: Lap() for name in calls}
    names = list(calls)
    for turn in range(repeats):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            lap = laps[name]
            if lap.seconds and sum(lap.seconds) + lap.seconds[-1] > MOST_S:
                continue
            told(f"round {turn + 1} of {repeats}: {name}")
            lap.answer = None
            gc.collect()
            before = _start_peak()
            lap.time(calls[name])
            after = _kilobytes("VmHWM")
            if before is not None and after is not None:
                lap.extra_mb = max(lap.extra_mb or 0.0, (after - before) / 1024)
    return laps


def peak_mb() -> float | None:
    """Largest memory the process has used, in megabytes; None where it cannot be told."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _start_peak() -> int | None:
    """Measure the peak from now on (Linux); kilobytes in use now."""
    try:
        _RESET.write_text("5")
    except OSError:
        return None
    return _kilobytes("VmRSS")


def _kilobytes(name: str) -> int | None:
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith(name + ":")), None)
