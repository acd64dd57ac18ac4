"""The claims, each with its source and the statistics that decide it. A further claim is one more entry."""

from __future__ import annotations

import math
from collections.abc import Mapping

from simulator.experiments.claims.arms import BASE, LOTS, lot
from simulator.experiments.claims.claim import Claim, Figures, Statistic
from simulator.experiments.claims.life import FIGURES

PIAO = "Piao et al. 2023, Nature Machine Intelligence 5"
JIANG = "Jiang et al. 2019, AIES"
CHANEY = "Chaney, Stewart, Engelhardt 2018, RecSys"
FLEDER = "Fleder and Hosanagar 2009, Management Science 55"
NGUYEN = "Nguyen et al. 2014, WWW"
ARIDOR = "Aridor, Goncalves, Sikdar 2020, RecSys"

NAMES = {
    "topics": "topics watched", "relative": "relative entropy of what is shown", "likeness": "likeness of two diets",
    "alike": "videos in common with one's like", "enjoyed": "enjoyment of a view", "drifted": "taste moved from inborn",
    "creators": "creators watched", "video_gini": "Gini over videos", "creator_gini": "Gini over creators",
    "varied": "people with a varied feed",
}  # fmt: skip
"""Plain words for figures."""


def _gap(figure: str, arm: str, other: str, side: int) -> Statistic:
    """A figure under one arm minus the same under another."""
    return Statistic(
        f"{NAMES[figure]}: {arm} minus {other}",
        FIGURES[figure],
        (arm, other),
        lambda runs: runs[arm][figure] - runs[other][figure],
        side,
    )


def _growth(figure: str, runs: Mapping[str, Figures], arm: str) -> float:
    return runs[arm][figure] - runs[arm][f"{figure}_early"]


def _log_ratio(figure: str, runs: Mapping[str, Figures]) -> float:
    """ln of a figure under user-cf over the same under random; NaN unless both are above 0."""
    chosen, drawn = runs[BASE][figure], runs["random"][figure]
    return math.log(chosen / drawn) if chosen > 0 and drawn > 0 else math.nan


def _lead(state: str, figures: Figures) -> float:
    """How far a state's share of people lies above the larger of the other two, -1..1."""
    return figures[state] - max(figures[other] for other in STATES if other != state)


STATES = ("varied", "narrowing", "cocooned")
LADDER = (*(lot(share) for share in LOTS), BASE, "soft")
"""From a feed by lot to a wholly personal one, and then to people whom it moves fully."""

CLAIMS: dict[str, Claim] = {
    claim.name: claim
    for claim in (
        Claim(
            "similarity-deepens",
            "Matching by similarity deepens cocoons.",
            PIAO,
            (_gap("topics", BASE, "random", -1), _gap("relative", BASE, "random", -1)),
        ),
        Claim(
            "exploration-relieves",
            "Exploration relieves cocoons.",
            PIAO,
            (_gap("topics", lot(0.25), BASE, 1), _gap("relative", lot(0.25), BASE, 1)),
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
            "As personalisation grows, a crowd goes from varied over narrowing to cocooned.",
            PIAO,
            (
                Statistic(
                    "varied leads where all is by lot",
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
                _gap("varied", BASE, lot(1.0), -1),
                _gap("varied", "soft", "firm", -1),
            ),
            "Personalisation grows as fewer places are drawn by lot, then as tastes move more. The paper's own model, "
            "where the regimes can be seen: feedscope paper piao2023.",
            LADDER,
        ),
        Claim(
            "loops-homogenise",
            "Feedback loops make like-minded people watch the same, more than they raise utility.",
            CHANEY,
            (
                _gap("alike", BASE, "random", 1),
                Statistic(
                    "growth of videos in common: user-cf minus random",
                    f"{FIGURES['alike']}, minus the same in the second quarter of the run",
                    (BASE, "random"),
                    lambda runs: _growth("alike", runs, BASE) - _growth("alike", runs, "random"), 1,
                ),
                Statistic(
                    "growth factor in common over that of enjoyment (log)",
                    "ln(user-cf / random) of videos in common minus the same of enjoyment",
                    (BASE, "random"),
                    lambda runs: _log_ratio("alike", runs) - _log_ratio("enjoyed", runs), 1,
                ),
            ),
            "Against random; the paper compares with an ideal recommender.",
        ),
        Claim(
            "loops-raise-no-utility",
            "What feedback loops homogenise, they do without raising utility.",
            CHANEY,
            (_gap("enjoyed", BASE, "random", -1),),
            "Against random, where the paper's recommenders were compared with an ideal one: a harder test.",
        ),
        Claim(
            "cf-concentrates",
            "Collaborative filtering concentrates what a whole crowd watches.",
            FLEDER,
            (
                _gap("video_gini", BASE, "random", 1),
                _gap("creator_gini", BASE, "random", 1),
                _gap("video_gini", BASE, "most-watched", 0),
                _gap("creator_gini", BASE, "most-watched", 0),
                _gap("video_gini", BASE, "trending", 0),
                _gap("creator_gini", BASE, "trending", 0),
            ),
        ),
        Claim(
            "cf-varies-one",
            "One person may see more variety under collaborative filtering than under popularity.",
            FLEDER,
            (
                _gap("creators", BASE, "most-watched", 1),
                _gap("topics", BASE, "most-watched", 1),
                _gap("creators", BASE, "trending", 0),
                _gap("topics", BASE, "trending", 0),
                _gap("creators", BASE, "random", 0),
            ),
            "Nobody here is shown a video twice, so a list of what is popular runs down the whole catalogue.",
        ),
        Claim(
            "pools-slow",
            "Larger pools of candidates slow degeneration.",
            JIANG,
            (
                _gap("drifted", "many posts", "few posts", -1),
                _gap("topics", "many posts", "few posts", 1),
                _gap("drifted", "large trials", "small trials", -1),
                _gap("topics", "large trials", "small trials", 1),
            ),
            "20 posts a day against 1, and 2,000 new videos on trial against 100. Where more is posted, people, habits "
            "and creators are the same, but videos are not.",
        ),
        Claim(
            "exploration-slows",
            "Random exploration slows degeneration.",
            JIANG,
            (_gap("drifted", lot(0.25), BASE, -1), _gap("drifted", lot(1.0), BASE, 0)),
        ),
        Claim(
            "diversity-falls",
            "What one person watches narrows over time, less for those who take recommendations.",
            NGUYEN,
            (
                Statistic(
                    "topics watched under user-cf: end minus first quarter",
                    FIGURES["topics"], (BASE,), lambda runs: _growth("topics", runs, BASE), -1,
                ),
                Statistic(
                    "the same minus that under random",
                    FIGURES["topics"], (BASE, "random"),
                    lambda runs: _growth("topics", runs, BASE) - _growth("topics", runs, "random"), 1,
                ),
            ),
            "Those who take none are people fed at random: nobody here looks for videos by themselves.",
        ),
        Claim(
            "wider-and-alike",
            "Recommendation widens what one person watches and makes people more alike.",
            ARIDOR,
            (
                _gap("topics", BASE, "random", 1),
                _gap("likeness", BASE, "random", 1),
                _gap("alike", BASE, "random", 1),
            ),
            "Against random; in the paper people without recommendations choose by themselves, near what they know.",
        ),
    )
}  # fmt: skip
