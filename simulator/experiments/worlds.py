"""Whatever the app's engine process is asked to show: a living world, or a recording of one.

Each is imported only when it is asked for, since either takes long to load.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from simulator.session import LiveWorld


def any_world(settings: Mapping[str, object]) -> LiveWorld:
    """The recording in the folder `settings["recording"]`; without that, a world of these settings, and of none at all
    the demo: what `feedscope app` opens too.

    ValueError says in one sentence why it cannot be.
    """
    folder = settings.get("recording")
    if folder is None:
        from simulator.experiments.wiring import live_world

        if not settings:
            from simulator.settings.files import load_preset

            settings = load_preset("demo").model_dump(mode="json")
        return live_world(settings)
    from simulator.recording.errors import RecordingError
    from simulator.recording.replay import ReplayWorld

    try:
        return ReplayWorld(Path(str(folder)))
    except RecordingError as error:
        raise ValueError(str(error)) from None
