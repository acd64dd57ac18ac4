"""Is "be a creator" a game of skill? Plays plans of work for some weeks in worlds of several seeds, through the
commands that the game sends, and prints what each wins. Nothing here fails.

    python -m tests.benchmarks.courses [--seeds 4] [--weeks 8] [--plans as-it-is,heeding] [--jobs 1] [--people 1000]

The world is the demo, with its past. A game takes a minute or two. The last line compares luck, the standard deviation
of a plan's score over seeds, with skill, the gap between the best plan and the worst.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from simulator.experiments.wiring import build
from simulator.rooms.studio.game import WEEK, CreatorGame
from simulator.rooms.studio.state import Studio
from simulator.session import Attend, Direct, Drive, Step, View
from simulator.settings.files import load_preset, override

Course = Callable[[CreatorGame], None]
"""Turns the levers of a game before a week."""

TURNS = 2
"""Hints that somebody who heeds them follows in a week."""


def steady(**levers: float | str) -> Course:
    """The same levers every week."""

    def course(game: CreatorGame) -> None:
        game.plan.update(levers)

    return course


def heeding(game: CreatorGame) -> None:
    """Do what the first hints say, a step a week."""
    for hint in game.hints()[:TURNS]:
        for lever, value in hint.advice.items():
            if isinstance(value, str):
                game.plan[lever] = value
            else:
                game.turn(lever, int(value))


def repenting(game: CreatorGame) -> None:
    """Promise much for two weeks, then nothing that is not held."""
    game.plan["clickbait"] = 1.0 if len(game.weeks) < 2 else 0.0


def thoughtful(game: CreatorGame) -> None:
    """Good videos every day, honest, and where the viewers are."""
    game.plan.update({"quality_over_quantity": 1.0, "steadiness": 1.0, "clickbait": 0.0, "hashtags": "own"})
    for hint in game.hints():
        if hint.key in ("broader", "narrower"):
            game.turn("focus", int(hint.advice["focus"]))


COURSES: dict[str, Course] = {
    "as-it-is": steady(),
    "thoughtful": thoughtful,
    "heeding": heeding,
    "many-quick": steady(quality_over_quantity=0.0),
    "few-good": steady(quality_over_quantity=1.0),
    "spam": steady(quality_over_quantity=0.0, clickbait=1.0, replies=0.0, hashtags="hot"),
    "clickbait": steady(clickbait=1.0),
    "repenting": repenting,
    "answering": steady(replies=1.0, kinds="personal"),
    "hot-tags": steady(hashtags="hot"),
    "stories": steady(kinds="story"),
    "demos": steady(kinds="demo"),
    "tutorials": steady(kinds="tutorial"),
    "live-daily": steady(live=1.0),
}


@dataclass(frozen=True, slots=True)
class Game:
    """How one went."""

    course: str
    seed: int
    weeks: tuple[Studio, ...]
    score: float


def play(course: str, seed: int, weeks: int, people: int) -> Game:
    """One game in a new world."""
    world = override(load_preset("demo"), {"seed": seed, "world.people": people})
    drive = Drive(build(world, ("user-cf",)).open(), View(paused=True), time.monotonic)
    drive.warm()
    drive.obey(Attend("studio"))
    game = CreatorGame()
    game.meet(looked(drive))
    for _ in range(weeks):
        COURSES[course](game)
        drive.obey(Direct(looked(drive).creator, game.strategy()))
        drive.obey(Step(WEEK))
        lived = 0
        while lived < WEEK:
            lived += drive.turn(60.0)
        game.close(looked(drive))
    return Game(course, seed, tuple(game.weeks), game.score)


def looked(drive: Drive) -> Studio:
    """The close-up of now."""
    studio = drive.frame().closeup
    assert isinstance(studio, Studio)
    return studio


def show(games: list[Game], weeks: int) -> None:
    """The table: a course a row."""
    scores: dict[str, list[float]] = {}
    print(f"mean over seeds of the share of rivals outgrown, by week; {weeks} weeks, {len(games)} games")
    heads = " ".join(f"{f'w{week}':>4}" for week in range(1, weeks + 1))
    print(
        f"{'plan':12} {'score':>5} {'sd':>4}  {heads}  {'won':>7} {'views':>7} {'end':>4} {'trust':>5} {'fans':>5}"
    )
    for course in dict.fromkeys(game.course for game in games):
        mine = [game for game in games if game.course == course]
        scores[course] = [game.score for game in mine]
        by_week = np.array([[week.outgrown for week in game.weeks] for game in mine]).mean(axis=0)
        flat = [week for game in mine for week in game.weeks]
        cells = " ".join(f"{share:4.2f}" for share in by_week)
        print(
            f"{course:12} {np.mean(scores[course]):5.2f} {_sd(scores[course]):4.2f}  {cells}"
            f"  {np.mean([week.won for week in flat]):7.0f} {np.mean([week.views for week in flat]):7.0f}"
            f" {np.nanmean([week.completion for week in flat]):4.2f}"
            f" {np.mean([game.weeks[-1].trust for game in mine]):5.2f}"
            f" {np.mean([game.weeks[-1].followers for game in mine]):5.1f}",
            flush=True,
        )
    means = [float(np.mean(of)) for of in scores.values()]
    luck = float(np.nanmean([_sd(of) for of in scores.values()]))
    print(f"luck: sd over seeds {luck:.2f}; skill: best plan less worst {max(means) - min(means):.2f}")


def _sd(scores: list[float]) -> float:
    return float(np.std(scores, ddof=1)) if len(scores) > 1 else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--weeks", type=int, default=8)
    parser.add_argument("--plans", default=",".join(COURSES), help="separated by commas")
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    args = parser.parse_args()
    seeds = range(1, args.seeds + 1)
    todo = [(plan, seed, args.weeks, args.people) for plan in args.plans.split(",") for seed in seeds]
    with ProcessPoolExecutor(args.jobs) as pool:
        show(list(pool.map(play, *zip(*todo, strict=True))), args.weeks)


if __name__ == "__main__":
    main()
