"""Another Python that imports what this one does.

With `-m`, or a bare `-c`, Python looks first in the folder that it was started in. In a clone of feedscope that is not
what was installed, and elsewhere it may be anybody's module of the same name.
"""

from __future__ import annotations

import sys
from pathlib import Path

FEEDSCOPE = "from simulator.__main__ import main; main()"
"""The program that `feedscope` is."""


def command(program: str, *words: str) -> list[str]:
    """What starts it: `program` finds modules in the very places in which this process does, and `words` in
    sys.argv[1:]."""
    places = [str(Path(place).absolute()) for place in sys.path]
    return [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {places!r}; {program}", *words]
