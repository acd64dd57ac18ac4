"""The verb `feedscope settings`: the settings of a world, as a file to begin from."""

from __future__ import annotations

import sys

from simulator.cli.choice import DEMO, Platform, World, based
from simulator.cli.log_options import Models
from simulator.settings.files import to_toml


def settings(*, world: World = DEMO, platform: Platform = None, models: Models | None = None) -> int:
    """Returns the exit code."""
    from simulator.observe.scale import sentences

    made = (models or Models()).twinned(based(world, platform))
    sys.stdout.write(to_toml(made, explained=True))
    sys.stdout.write("".join(f"\n# {line}" for line in ("What this size decides:", *sentences(made))) + "\n")
    return 0
