"""The verb `feedscope advise`: what a creator should do, and how sure that is."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from simulator.cli.study import MOST_SEEDS, StudyTerms, days, ended, tell
from simulator.cli.verbs import listed, whole
from simulator.settings.errors import SettingsError


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class AdviseOptions(StudyTerms):
    """Who asks, for what, and how long to look."""

    creator: Annotated[
        str, Parameter(help="new, who arrives when the world opens, or a creator's number.")
    ] = "new"
    topic: Annotated[str, Parameter(help="What a new creator's videos are about.")] = "food"
    goal: Annotated[str, Parameter(help="What is wanted: followers, reach, fans or trust.")] = "followers"
    days: Annotated[str, Parameter(help="Days from the opening within which it is wanted.")] = "90"
    effort: Annotated[
        str, Parameter(help="Times the usual effort (a new creator's: time for a video a day), at most 20.")
    ] = "1.0"
    tactics: Annotated[
        str | None, Parameter(help="Tactics to try, between commas (all, if not given): see --list.")
    ] = None
    list_: Annotated[bool, Parameter(name="--list", negative="", help="List the tactics, and end.")] = False
    seeds: Annotated[
        str, Parameter(help="Worlds of the first round; each further round has twice as many.")
    ] = "4"
    fresh: Annotated[str, Parameter(help="Fresh worlds in which the finalists are tried.")] = "16"
    finalists: Annotated[
        str, Parameter(help="How many tactics, or pairs of them, come to the last round.")
    ] = "3"
    elsewhere: Annotated[
        bool,
        Parameter(
            negative="--no-elsewhere",
            help="Ask whether the best holds on other platforms, and where tastes move slower or faster.",
        ),
    ] = True


def advise(*, asked: AdviseOptions | None = None) -> int:
    """Say what a creator should do to win people, tried out in worlds with and without, and how sure that is.

    Exit code 0: done; 3: some runs failed.
    """
    from simulator.experiments.studies import advise as study
    from simulator.experiments.studies.tactics import TACTICS
    from simulator.locale import catalogue
    from simulator.report import advice_page

    asked = asked or AdviseOptions()
    say = catalogue(asked.checked())
    if asked.list_:
        sys.stdout.write("".join(f"{key:14}{say(f'advise.tactic.{key}')}\n" for key in TACTICS))
        return 0
    try:
        effort = float(asked.effort)
    except ValueError:
        raise SettingsError(f"--effort must be a number, not {asked.effort!r}") from None
    found = study.advise(
        base=asked.base(),
        creator=asked.creator,
        topic=asked.topic,
        goal=asked.goal,
        days=days(asked.days),
        effort=effort,
        tactics=listed("--tactics", asked.tactics, TACTICS) if asked.tactics is not None else None,
        seeds=whole("--seeds", asked.seeds, 2, MOST_SEEDS),
        fresh=whole("--fresh", asked.fresh, 2, MOST_SEEDS),
        finalists=whole("--finalists", asked.finalists, 1, len(TACTICS)),
        first_seed=asked.first_seed(),
        robust=asked.elsewhere,
        executor=asked.executor,
        store=asked.store,
        budget_s=asked.budget_s(),
        tell=tell,
    )
    return ended(found, asked, advice_page)
