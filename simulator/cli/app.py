"""The verb `feedscope app`, and what `feedscope` does without a verb."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from simulator.cli.choice import Choice


def menu(*, choice: Annotated[Choice | None, Parameter(show=False)] = None) -> int:
    """Open the app on a world of your choice, with its menu."""
    return _shown(choice or Choice(), menu=True)


def at_once(*, choice: Choice | None = None) -> int:
    """Returns the exit code of the app."""
    return _shown(choice or Choice(), menu=False)


def _shown(choice: Choice, *, menu: bool) -> int:
    from simulator.app.launch import open_app
    from simulator.experiments.memory_room import DAYS_IN_APP, judge

    made = choice.made()
    judge(made, DAYS_IN_APP)
    return open_app(made.model_dump(mode="json"), lang=choice.lang, menu=menu)
