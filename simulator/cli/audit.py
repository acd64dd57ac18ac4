"""The verb `feedscope audit`: what audits of real platforms found, looked for in a world of ours."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from simulator.cli.study import MOST_SEEDS, WIDTH, RunTerms, days, tell
from simulator.cli.verbs import listed, page_width, tell_json, usable, whole
from simulator.settings.errors import SettingsError, one_of
from simulator.settings.files import override
from simulator.settings.tree import Settings

MOST_VIDEOS = 100_000


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class AuditOptions(RunTerms):
    """Which world is looked at, and how closely."""

    seeds: Annotated[str, Parameter(help="Worlds: seeds 1 to so many.")] = "3"
    videos: Annotated[
        str | None,
        Parameter(help="Videos that a puppet watches (150 or more; 500), or that count of a person (1000)."),
    ] = None
    per_hour: Annotated[
        str,
        Parameter(
            name="--per-hour",
            help="Videos that a puppet watches in an hour, after which the algorithm learns.",
        ),
    ] = "10"
    topics: Annotated[
        str | None,
        Parameter(help="Topics of the puppets, between commas; without it the first, middle and last."),
    ] = None
    days: Annotated[
        str, Parameter(help="Days that people live for exploit, from when the algorithm takes over.")
    ] = "28"
    out: Annotated[Path | None, Parameter(help="Write audit.json into this folder.")] = None


def audit(name: str, /, *, asked: AuditOptions | None = None) -> int:
    """Look for what an audit of a real platform found: amplification (how soon a feed follows a puppet that watches one
    topic alone) or exploit (how much of a feed people's own earlier deeds explain).

    Returns the exit code. SettingsError says what cannot be.

    Parameters
    ----------
    name
        amplification or exploit.
    """
    from simulator.experiments.audits import AUDITS
    from simulator.experiments.audits.audit import found
    from simulator.experiments.studies.course import begun
    from simulator.experiments.studies.plan import planned
    from simulator.report import audit_page

    asked = asked or AuditOptions()
    kind = AUDITS[one_of("audit", name, AUDITS)]
    seeds = whole("--seeds", asked.seeds, 1, MOST_SEEDS)
    base = asked.base()
    words = _words(name, asked, base)
    usable(asked.out)
    groups = [
        {
            (base.feed.algorithm, seed): planned(
                override(base, {"seed": seed}), days(asked.days), work=kind.work, asked=words
            )
        }
        for seed in range(1, seeds + 1)
    ]
    with begun(asked.executor, asked.store, tell, None) as course:
        rows = course.whole(groups)
    terms = audit_page.AuditTerms(asked.world, base.world.people, base.feed.algorithm, seeds, words)
    runs = [row.values for row in rows.values()]
    told = audit_page.document(terms, kind, found(kind, runs), runs)
    if asked.out:
        audit_page.write(asked.out, told)
    if asked.as_json:
        tell_json(told)
    else:
        sys.stdout.write(audit_page.page(terms, kind, found(kind, runs), page_width(WIDTH)))
    return 0


def _words(name: str, asked: AuditOptions, base: Settings) -> dict[str, int | list[str]]:
    """What the audit's work is told. SettingsError names the option that is wrong."""
    if name == "exploit":
        return {"videos": whole("--videos", asked.videos or "1000", 1, MOST_VIDEOS)}
    known = base.world.topics
    named = [known[0], known[len(known) // 2], known[-1]]
    if asked.topics is not None:
        named = [one_of("--topics", topic, known) for topic in listed("--topics", asked.topics, known)]
    if not base.world.past_days:
        raise SettingsError("world.past_days must be 1 or more: a puppet comes to a platform that has lived")
    return {
        "topics": list(dict.fromkeys(named)),
        "videos": whole("--videos", asked.videos or "500", 150, MOST_VIDEOS),
        "per_hour": whole("--per-hour", asked.per_hour, 1, base.feed.slate),
    }
