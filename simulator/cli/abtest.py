"""The verb `feedscope abtest`: an experiment inside a world, beside the truth of its twins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from simulator.cli.study import MOST_SEEDS, StudyTerms, days, ended, tell, window
from simulator.cli.verbs import listed, whole
from simulator.settings.errors import SettingsError


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class AbtestOptions(StudyTerms):
    """How the world is split, and what is looked at."""

    split: Annotated[
        str, Parameter(help="Who is drawn by lot: viewers, creators, both; or switchback:7d, turn by turn.")
    ] = "viewers"
    share: Annotated[str, Parameter(help="Share of them that the second serves, above 0 and below 1.")] = (
        "0.5"
    )
    measure: Annotated[
        str | None,
        Parameter(
            help="Outcomes between commas: minutes, views, likes, follows, enjoyed, watch_ratio, like_share."
        ),
    ] = None
    days: Annotated[str, Parameter(help="Days from the opening; their second half is measured.")] = "28"
    window: Annotated[
        str | None, Parameter(help="Days that are measured, such as 7..28; the run ends with them.")
    ] = None
    seeds: Annotated[str, Parameter(help="How many seeds: of each three worlds are lived.")] = "20"


def abtest(a: str, b: str, /, *, asked: AbtestOptions | None = None) -> int:
    """Say how wrong an A/B test on a platform is: its naive estimate beside the true effect, known from twin worlds.

    Exit code 0: done; 3: some runs failed.

    Parameters
    ----------
    a
        What serves now: an algorithm, module:Class, or NAME=ALGORITHM,feed.rerank....=VALUE.
    b
        What is tried.
    """
    from simulator.experiments.studies import abtest as study
    from simulator.report import abtest_page

    asked = asked or AbtestOptions()
    asked.checked()
    try:
        share = float(asked.share)
    except ValueError:
        raise SettingsError(f"--share must be above 0 and below 1, not {asked.share!r}") from None
    first = asked.first_seed()
    found = study.abtest(
        a,
        b,
        base=asked.base(),
        split=asked.split,
        share=share,
        days=days(asked.days),
        window=window(asked.window) if asked.window else None,
        measures=listed("--measure", asked.measure, study.OUTCOMES)
        if asked.measure is not None
        else study.USUAL,
        seeds=range(first, first + whole("--seeds", asked.seeds, 1, MOST_SEEDS)),
        executor=asked.executor,
        store=asked.store,
        budget_s=asked.budget_s(),
        tell=tell,
    )
    return ended(found, asked, abtest_page)
