"""Whether processes have ended."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path


def gone(pid: int) -> bool:
    """Has it ended? Whoever started it need not have asked how."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    with suppress(OSError):
        return " Z " in Path(f"/proc/{pid}/stat").read_text()
    return False


def ends(pid: int, within_s: float = 60.0) -> bool:
    """Does it end within this time?"""
    end = time.monotonic() + within_s
    while not gone(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return gone(pid)
