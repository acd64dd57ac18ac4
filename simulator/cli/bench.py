"""`feedscope bench`: how fast the recommender is beside the libraries one would use instead, and how fast a world runs
and how much it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Annotated

from cyclopts import App, Parameter

from recommender.names import SCALES
from simulator.another_python import FEEDSCOPE, command
from simulator.cli.verbs import status
from simulator.settings.errors import SettingsError, one_of

SLOWING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""What some machines set to make numpy's products portable, and slower than numpy would run them."""
_LIMITS = {"--repeats": 1000, "--threads": 64}

bench = App(name="bench")


@bench.command(name="recommender")
def recommender(
    *,
    scale: str = "all",
    repeats: int = 5,
    threads: int = 2,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Time neighbours and slates beside similaripy, sparse_dot_topn, implicit, scikit-surprise and numpy.

    One process, the same generated data, all in turns. The exit code is 1 if a bar is missed or answers differ.
    Libraries that are not installed are named; pip install 'feedscope[bench]' installs them.

    Parameters
    ----------
    scale
        small (10,000 people), large (100,000), tick (400 of 10,000 online), all of these, or tiny (a trial).
    repeats
        Rounds, of which the median counts (1 to 1000); large is run once.
    threads
        Threads for each contender (1 to 64).
    as_json
        Print one JSON document instead of tables.
    """
    one_of("--scale", scale, SCALES)
    for option, given in (("--repeats", repeats), ("--threads", threads)):
        if not 1 <= given <= _LIMITS[option]:
            raise SettingsError(f"{option} must be between 1 and {_LIMITS[option]}, not {given}")
    if any(name in os.environ for name in SLOWING):
        return _unhindered(scale, repeats, threads, as_json)
    return _measure(scale, repeats, threads, as_json)


@bench.command(name="world")
def world(
    *,
    people: str = "1000,5000,20000",
    days: str = "10,30,90",
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Measure views a second, bytes a person and where the time goes, by size and by age, beside a ceiling.

    The second day of a world of each size, then later days of one of the first size, each in a process of its own.

    Parameters
    ----------
    people
        Numbers of people, between commas, such as 50000 or 100000 (50 to 1000000 each).
    days
        Days after which a world of the first size is measured again, between commas (2 to 365 each); 0 for none.
    as_json
        Print one JSON document instead of tables.
    """
    sizes, ages = _numbers("--people", people, 50, 1_000_000), _numbers("--days", days, 2, 365, none=True)
    from rich.console import Console

    from simulator.experiments import bench_world
    from simulator.report.bench_world import render

    notes = Console(stderr=True, quiet=as_json or not sys.stderr.isatty())
    with notes.status("starting") as shown:
        report = bench_world.bench(sizes, ages, shown.update)
    if as_json:
        sys.stdout.write(json.dumps(report.document(), indent=2) + "\n")
    else:
        render(report, Console())
    return 0


def _numbers(option: str, text: str, least: int, most: int, none: bool = False) -> list[int]:
    """The whole numbers between commas. SettingsError for what is none or out of range."""
    words = [word.strip() for word in text.split(",")]
    if none and words == ["0"]:
        return []
    for word in words:
        if not (word.isdecimal() and least <= int(word) <= most):
            raise SettingsError(f"{option} must be whole numbers between {least} and {most}, not {word!r}")
    return [int(word) for word in words]


def _measure(scale: str, repeats: int, threads: int, as_json: bool) -> int:
    from rich.console import Console

    from recommender.bench import bench as measured
    from recommender.bench.page import render_contest, render_facts
    from recommender.bench.results import Contest

    page = Console()

    def ended(contest: Contest) -> None:
        if not as_json:
            render_contest(contest, page)
            sys.stdout.flush()

    with status(lines=True) as doing:
        report = measured(scale, repeats, threads, doing, ended)
    if as_json:
        sys.stdout.write(json.dumps(report.document(), indent=2) + "\n")
    else:
        render_facts(report, page)
    return 0 if report.holds else 1


def _unhindered(scale: str, repeats: int, threads: int, as_json: bool) -> int:
    """Leave the work to a process without what slows numpy down; its exit code.

    Libraries read the environment once, when they are loaded, and by now numpy is.
    """
    words = ["bench", "recommender", "--scale", scale, "--repeats", str(repeats), "--threads", str(threads)]
    fair = {name: value for name, value in os.environ.items() if name not in SLOWING}
    told = command(FEEDSCOPE, *words, *(["--json"] if as_json else []))
    sys.stdout.flush()
    return subprocess.run(told, env=fair, check=False).returncode
