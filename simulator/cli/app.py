"""The verb `feedscope app`, and what `feedscope` does without a verb."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from simulator.cli.choice import WorldChoice


def menu(
    *, choice: Annotated[WorldChoice | None, Parameter(show=False)] = None, cast: Path | None = None
) -> int:
    """Open the app on a world of your choice, with its menu.

    Parameters
    ----------
    cast
        Write the opening, two worlds that part, as an asciicast file instead of showing it.
    """
    return _shown(choice or WorldChoice(), menu=True, cast=cast)


def at_once(*, choice: WorldChoice | None = None) -> int:
    """Returns the exit code of the app."""
    return _shown(choice or WorldChoice(), menu=False)


def _shown(choice: WorldChoice, *, menu: bool, cast: Path | None = None) -> int:
    from simulator.app.launch import open_app
    from simulator.experiments.memory_room import DAYS_IN_APP, judge

    made = choice.made()
    judge(made, DAYS_IN_APP)
    return open_app(made.model_dump(mode="json"), lang=choice.lang, menu=menu, cast=cast)
