"""The claims, each with its source and the statistics that decide it. A further claim is one more entry."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from simulator.experiments.claims.arms import APART, BASE, FEW, HALF, LOT, SHARPNESS, sharp
from simulator.experiments.claims.claim import Claim, Figures, Statistic
from simulator.experiments.claims.life import FIGURES

PIAO = "Piao et al. 2023, Nature Machine Intelligence 5"
JIANG = "Jiang et al. 2019, AIES"
CHANEY = "Chaney, Stewart, Engelhardt 2018, RecSys"
FLEDER = "Fleder and Hosanagar 2009, Management Science 55"
NGUYEN = "Nguyen et al. 2014, WWW"
PARADOX = "Diversity Paradox revisited 2026, arXiv 2602.16315"
ARIDOR = "Aridor, Goncalves, Sikdar 2020, RecSys"

NAMES = {
    "topics": "topics watched", "relative": "relative entropy of what is shown", "likeness": "likeness of two diets",
    "alike": "videos in common with one's like", "enjoyed": "enjoyment of a view", "drifted": "taste moved from inborn",
    "creators": "creators watched", "video_gini": "Gini over videos", "creator_gini": "Gini over creators",
    "varied": "people with a varied feed",
}  # fmt: skip
"""Plain words for figures."""

LEAST = {
    "topics": 0.25, "relative": 0.05, "likeness": 0.02, "alike": 0.005, "enjoyed": 0.01, "drifted": 0.005,
    "creators": 1.0, "video_gini": 0.02, "creator_gini": 0.02, "varied": 0.05,
}  # fmt: skip
"""The smallest effect of interest by figure, in its unit: an assumption, below what the screen would show."""


def _gap(figure: str, arm: str, other: str, side: int) -> Statistic:
    """A figure under one arm minus the same under another."""
    return Statistic(
        f"{NAMES[figure]}: {arm} minus {other}",
        FIGURES[figure],
        (arm, other),
        lambda runs: runs[arm][figure] - runs[other][figure],
        side,
        LEAST[figure],
    )


def _growth(figure: str, runs: Mapping[str, Figures], arm: str) -> float:
    return runs[arm][figure] - runs[arm][f"{figure}_early"]


def _narrowing(runs: Mapping[str, Figures], half: str) -> float:
    figures = runs[APART]
    return figures[f"topics_{half}"] - figures[f"topics_{half}_early"]


def _log_ratio(figure: str, runs: Mapping[str, Figures]) -> float:
    """ln of a figure under user-cf over the same under ideal; NaN unless both are above 0."""
    chosen, best = runs[BASE][figure], runs["ideal"][figure]
    return math.log(chosen / best) if chosen > 0 and best > 0 else math.nan


def _lead(state: str, figures: Figures) -> float:
    """How far a state's share of people lies above the larger of the other two, -1..1."""
    return figures[state] - max(figures[other] for other in STATES if other != state)


STATES = ("varied", "narrowing", "cocooned")
LADDER = (*(sharp(value) for value in SHARPNESS), BASE)
"""From videos of neighbours at random to the best matching ones alone."""

CLAIMS: dict[str, Claim] = {
    claim.name: claim
    for claim in (
        Claim(
            "similarity-deepens",
            "Matching by similarity deepens cocoons.",
            PIAO,
            (_gap("topics", BASE, sharp(0.0), -1), _gap("relative", BASE, sharp(0.0), -1)),
            "Sharpness is to user-cf what strength of similarity is to the paper's model; at 0 a person's candidates "
            "come in any order.",
        ),
        Claim(
            "exploration-relieves",
            "Exploration relieves cocoons.",
            PIAO,
            (_gap("topics", LOT, BASE, 1), _gap("relative", LOT, BASE, 1)),
            "A quarter of places by lot; part of what is shown is wider by that alone, what is watched is not.",
        ),
        Claim(
            "dislike-relieves",
            "Negative feedback relieves cocoons.",
            PIAO,
            (
                _gap("topics", "all dislikes", "no dislikes", 1),
                _gap("relative", "all dislikes", "no dislikes", 1),
            ),
            'From nobody pressing "not interested" to everybody who skips what displeases. The stage "negative" '
            "sends back what is like a video pressed away; in the paper it lowers the interest observed.",
        ),
        Claim(
            "three-regimes",
            "As matching by similarity grows, a crowd goes from varied over narrowing to cocooned.",
            PIAO,
            (
                Statistic(
                    "varied leads at the weakest",
                    "share varied minus the larger of the other two, -1 to 1",
                    (LADDER[0],), lambda runs: _lead("varied", runs[LADDER[0]]), 1,
                ),
                Statistic(
                    "narrowing leads somewhere",
                    "the largest on the ladder of: share narrowing minus the larger of the other two, -1 to 1",
                    LADDER, lambda runs: max(_lead("narrowing", runs[arm]) for arm in LADDER), 1,
                ),
                Statistic(
                    "cocooned leads at the strongest",
                    "share cocooned minus the larger of the other two, -1 to 1",
                    (LADDER[-1],), lambda runs: _lead("cocooned", runs[LADDER[-1]]), 1,
                ),
                _gap("varied", BASE, LADDER[0], -1),
            ),
            "Regimes by the paper's relative entropy. The paper's own model, where they can be seen: feedscope paper "
            "piao2023.",
            LADDER,
        ),
        Claim(
            "loops-homogenise",
            "Feedback loops make like-minded people watch the same, more than they raise utility.",
            CHANEY,
            (
                _gap("alike", BASE, "ideal", 1),
                Statistic(
                    "growth of videos in common: user-cf minus ideal",
                    f"{FIGURES['alike']}, minus the same in the second quarter of the run",
                    (BASE, "ideal"),
                    lambda runs: _growth("alike", runs, BASE) - _growth("alike", runs, "ideal"), 1, LEAST["alike"],
                ),
                Statistic(
                    "factor in common over that of enjoyment (log)",
                    "ln(user-cf / ideal) of videos in common minus the same of enjoyment",
                    (BASE, "ideal"),
                    lambda runs: _log_ratio("alike", runs) - _log_ratio("enjoyed", runs), 1, 0.05,
                ),
            ),
            "Like-minded are pairs of similar inborn taste; the paper pairs whom the algorithm takes for similar. Its "
            "ideal has ten new items a step to rank, ours all that the platform has.",
        ),
        Claim(
            "loops-raise-no-utility",
            "What feedback loops homogenise, they do without reaching the utility of an ideal recommender.",
            CHANEY,
            (
                _gap("enjoyed", BASE, "ideal", -1),
                _gap("enjoyed", BASE, "self", 0),
                _gap("enjoyed", BASE, "random", 0),
            ),
            "That the ideal is enjoyed more is near its definition; how far the others are from it is what counts.",
        ),
        Claim(
            "cf-concentrates",
            "Collaborative filtering concentrates what a whole crowd watches.",
            FLEDER,
            (
                _gap("video_gini", BASE, "self", 1),
                _gap("creator_gini", BASE, "self", 1),
                _gap("video_gini", BASE, "most-watched", 0),
                _gap("creator_gini", BASE, "most-watched", 0),
                _gap("video_gini", BASE, "trending", 0),
                _gap("creator_gini", BASE, "trending", 0),
            ),
            "Against people who choose by themselves among what they know; a quarter of user-cf's places are trials, "
            "which spread views, and the paper's recommender has none.",
        ),
        Claim(
            "cf-varies-one",
            "One person may see more variety under collaborative filtering than without.",
            FLEDER,
            (
                _gap("creators", BASE, "self", 1),
                _gap("topics", BASE, "self", 1),
                _gap("creators", BASE, "most-watched", 0),
                _gap("topics", BASE, "most-watched", 0),
            ),
        ),
        Claim(
            "pools-slow",
            "Larger pools of interests slow degeneration.",
            JIANG,
            (
                _gap("drifted", BASE, FEW, -1),
                _gap("topics", BASE, FEW, 0),
            ),
            "All topics against half of them. The paper's pool is one of independent interests, so topics are "
            "fewer, not posts; its own model: feedscope paper jiang2019.",
        ),
        Claim(
            "exploration-slows",
            "Random exploration slows degeneration, and an oracle makes it fastest.",
            JIANG,
            (
                _gap("drifted", LOT, BASE, -1),
                _gap("drifted", "random", BASE, -1),
                _gap("drifted", "ideal", BASE, 1),
            ),
            "The oracle is the method ideal, which knows what each person would enjoy.",
        ),
        Claim(
            "diversity-falls",
            "What one person watches narrows over time, less for those who take recommendations.",
            NGUYEN,
            (
                Statistic(
                    "topics watched by takers: end minus first quarter",
                    FIGURES["topics_takers"], (APART,), lambda runs: _narrowing(runs, "takers"), -1, LEAST["topics"],
                ),
                Statistic(
                    "the same minus that of the others",
                    FIGURES["topics_others"], (APART,),
                    lambda runs: _narrowing(runs, "takers") - _narrowing(runs, "others"), 1, LEAST["topics"],
                ),
                Statistic(
                    "topics watched at the end: takers minus the others",
                    FIGURES["topics_others"], (APART,),
                    lambda runs: runs[APART]["topics_takers"] - runs[APART]["topics_others"], 0, LEAST["topics"],
                ),
            ),
            "Half of the people of one world, by lot, are served by user-cf, the others choose by themselves; the "
            "paper's chose their half.",
        ),
        Claim(
            "wider-and-alike",
            "Recommendation widens what one person watches and makes people more alike.",
            ARIDOR,
            (
                _gap("topics", BASE, "self", 1),
                _gap("likeness", BASE, "self", 1),
                _gap("alike", BASE, "self", 1),
            ),
            "Against people who choose by themselves; those of the paper stay near what they know, ours search a topic "
            "to their taste.",
        ),
        Claim(
            "diversity-paradox",
            "The more recommendations are adopted the more varied is what one person watches; at any fixed adoption it "
            "narrows over time.",
            PARADOX,
            (
                _gap("topics", HALF, "self", 1),
                _gap("topics", BASE, HALF, 1),
                *(
                    Statistic(
                        f"topics watched under {arm}: end minus first quarter",
                        FIGURES["topics"], (arm,), partial(_growth, "topics", arm=arm), -1, LEAST["topics"],
                    )
                    for arm in (HALF, BASE)
                ),
                _gap("video_gini", BASE, "self", 0),
            ),
            "Adoption is the share of places that the method fills: none (self), half, all (user-cf).",
        ),
    )
}  # fmt: skip
