"""The verb `feedscope compare`: the same worlds under several algorithms or settings, seed by seed."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from simulator.cli.study import MOST_SEEDS, WIDTH, StudyTerms, amount, days, ended, tell, window
from simulator.cli.verbs import listed, whole
from simulator.settings.errors import SettingsError


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class CompareOptions(StudyTerms):
    """What to compare, how sure to be, and where to say it."""

    arm: Annotated[
        tuple[str, ...],
        Parameter(
            negative="",
            help="A further arm, NAME=ALGORITHM,SETTING=VALUE,...; may be given several times.",
        ),
    ] = ()
    measure: Annotated[
        str | None,
        Parameter(
            help="Measures between commas; one of your own is module:function. See feedscope compare --measures."
        ),
    ] = None
    measures: Annotated[bool, Parameter(negative="", help="List the measures, and end.")] = False
    days: Annotated[
        str | None, Parameter(help="Simulated days of each run; its last quarter is measured.")
    ] = None
    window: Annotated[
        str | None, Parameter(help="Days that are measured, such as 60..90; the run ends with them.")
    ] = None
    baseline: Annotated[
        str | None, Parameter(help="The arm that the others are set against (the first, if not given).")
    ] = None
    seeds: Annotated[str, Parameter(help=f"How many seeds (1 to {MOST_SEEDS}).")] = "20"
    until: Annotated[
        str | None,
        Parameter(
            help="MEASURE=HALF: add seeds, by Stein's two stages, until its intervals are no wider than +-HALF. "
            "--seeds are those of the first stage."
        ),
    ] = None
    most_seeds: Annotated[
        str, Parameter(name="--most-seeds", help="With --until: no more seeds than these.")
    ] = "200"
    pair: Annotated[
        str, Parameter(help="What arms share within a seed: world (people and luck), people, or none.")
    ] = "world"
    sesoi: Annotated[
        tuple[str, ...],
        Parameter(
            negative="",
            help="MEASURE=AMOUNT, the smallest effect of interest; may be given several times. See --measures for the "
            "usual ones.",
        ),
    ] = ()
    correct: Annotated[str, Parameter(help="For many comparisons: holm, or none.")] = "holm"
    expect: Annotated[
        tuple[str, ...],
        Parameter(
            negative="",
            help="'ARM MEASURE < NUMBER' or '> NUMBER': the whole interval of the difference must lie there, else exit "
            "code 1.",
        ),
    ] = ()


def compare(*arms: str, asked: CompareOptions | None = None) -> int:
    """Compare algorithms, or settings, in the same worlds with the same luck.

    Exit code 0: done; 1: an expectation does not hold; 3: some runs failed, and the table says which.

    Parameters
    ----------
    arms
        Algorithms, such as user-cf hybrid self ideal random, or module:Class.
    """
    from simulator.experiments.studies import compare as study
    from simulator.experiments.studies.question import USUAL, UntilPrecise
    from simulator.report import comparison_page

    asked = asked or CompareOptions()
    lang = asked.checked()
    if asked.measures:
        sys.stdout.write(_measures(lang))
        return 0
    if asked.window and asked.days:
        raise SettingsError("--window and --days exclude each other: the run ends with the window")
    first = asked.first_seed()
    count = whole("--seeds", asked.seeds, 1, MOST_SEEDS)
    until = None
    if asked.until:
        named = amount("--until", asked.until, "likeness=0.01")
        until = UntilPrecise(*named, whole("--most-seeds", asked.most_seeds, 2, MOST_SEEDS))
    measures = USUAL if asked.measure is None else listed("--measure", asked.measure, USUAL)
    found = study.compare(
        [*arms, *asked.arm],
        base=asked.base(),
        days=days(asked.days) if asked.days else 60.0,
        window=window(asked.window) if asked.window else None,
        measures=measures,
        baseline=asked.baseline,
        seeds=range(first, first + count),
        until=until,
        pair=asked.pair,  # pyright: ignore[reportArgumentType]  the study checks it
        sesoi=dict(amount("--sesoi", word, "likeness=0.02") for word in asked.sesoi),
        correct=asked.correct,  # pyright: ignore[reportArgumentType]  the study checks it
        expect=asked.expect,
        executor=asked.executor,
        store=asked.store,
        budget_s=asked.budget_s(),
        tell=tell,
    )
    return ended(found, asked, comparison_page, WIDTH)


def _measures(lang: str) -> str:
    from simulator.experiments.studies.measures import MEASURES
    from simulator.locale import catalogue
    from simulator.report.comparison_page import says

    wide, say = max(map(len, MEASURES)), catalogue(lang)
    return "".join(f"{name:<{wide}}  {says(name, say)}\n" for name in MEASURES)
