"""The verb `feedscope scenario`: files that say a whole study of one world, and what `feedscope run FILE` does."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from simulator.cli.study import tell, typed_pairs
from simulator.cli.verbs import page_width, tell_json
from simulator.settings.errors import SettingsError

scenario = App(name="scenario", help="Files that say a whole study of one world: begin, check or show one.")

_TEMPLATE = "experiments/studies/new_scenario.toml"

Set = Annotated[
    tuple[str, ...],
    Parameter(
        name="--set", negative="", help="A setting that is different, NAME=VALUE; may be given several times."
    ),
]


def live(
    file: Path,
    changes: Sequence[str],
    executor: str,
    store: Path | None,
    budget_s: float | None,
    as_json: bool,
) -> int:
    """Live the scenario in a file and say what came of it; returns the exit code."""
    from simulator.experiments.studies.episode import play
    from simulator.report import scenario_page

    found = play(
        file, changes=typed_pairs(changes), executor=executor, store=store, budget_s=budget_s, tell=tell
    )
    if as_json:
        tell_json(scenario_page.document(found))
    else:
        sys.stdout.write(scenario_page.page(found, page_width(100)))
    return found.exit_code


@scenario.command
def new(file: Path, /, *, force: Annotated[bool, Parameter(negative="")] = False) -> int:
    """Write a scenario to begin with, every part of it explained.

    Parameters
    ----------
    file
        The file to write, such as crowd.toml.
    force
        Replace a file that is there.
    """
    from simulator.locale import catalogue
    from simulator.recording.parts import write_text

    if file.exists() and not force:
        raise SettingsError(f"{file} is there already; --force replaces it")
    write_text(file, files("simulator").joinpath(_TEMPLATE).read_text(encoding="utf-8"))
    sys.stdout.write(catalogue("en")("scenario.made", file=file) + "\n")
    return 0


@scenario.command
def check(file: Path, /, *, set_: Set = ()) -> int:
    """Say whether a scenario can be run, or what is wrong in it; nothing is lived.

    Parameters
    ----------
    file
        The scenario's TOML file.
    """
    from simulator.experiments.studies.episode import plans
    from simulator.experiments.studies.scenario import read
    from simulator.report import scenario_page

    case = read(file, typed_pairs(set_))
    plans(case)
    sys.stdout.write(scenario_page.fine(case))
    return 0


@scenario.command
def show(file: Path, /, *, set_: Set = ()) -> int:
    """Say in words what a scenario does, measures and expects.

    Parameters
    ----------
    file
        The scenario's TOML file.
    """
    from simulator.experiments.studies.scenario import read
    from simulator.report import scenario_page

    sys.stdout.write(scenario_page.shown(read(file, typed_pairs(set_))))
    return 0


@scenario.command
def schema() -> int:
    """Print the JSON Schema of such files, for editors that complete and check as one types."""
    from simulator.experiments.studies.scenario import schema

    sys.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
    return 0
