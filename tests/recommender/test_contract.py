"""Every method passes the contract."""

from __future__ import annotations

from collections.abc import Callable

from recommender import (
    ContentBased,
    ContentSettings,
    Following,
    HistorySettings,
    ItemCF,
    ItemCFSettings,
    Memory,
    MostWatched,
    Newest,
    Random,
    Recommender,
    Strength,
    Trending,
    TrendingSettings,
    UserCF,
    UserCFSettings,
)
from recommender.luck import Luck
from recommender.testing import CHECKS, Factory
from tests.recommender.covering import covering

LUCK = Luck(3)
SHORT = HistorySettings(window=8, half_life_h=5.0)
SIGNED = Strength(floor=-2.0)


def user_cf(settings: UserCFSettings, history: HistorySettings) -> Factory:
    return lambda: UserCF(settings, LUCK, Memory(history))


def item_cf(settings: ItemCFSettings, history: HistorySettings) -> Factory:
    return lambda: ItemCF(settings, LUCK, Memory(history))


METHODS: dict[str, Factory] = {
    "random": lambda: Random(LUCK),
    "newest": Newest,
    "most watched": MostWatched,
    "trending": Trending,
    "trending, fast": lambda: Trending(Memory(trending=TrendingSettings(half_life_h=0.5))),
    "following": Following,
    "content": lambda: ContentBased(ContentSettings(), LUCK),
    "content, few candidates": lambda: ContentBased(ContentSettings(candidates=20), LUCK, Memory(SHORT)),
    "content, drawn": lambda: ContentBased(ContentSettings(sharpness=3.0), LUCK),
    "item-cf, drawn": item_cf(ItemCFSettings(sharpness=3.0), HistorySettings()),
    "item-cf": item_cf(ItemCFSettings(), HistorySettings()),
    "item-cf, short window": item_cf(ItemCFSettings(k=3, shrinkage=2.0), SHORT),
    "item-cf, rebasing": item_cf(
        ItemCFSettings(inverse_activity=True, trial_share=0.0), HistorySettings(half_life_h=0.1)
    ),
    "item-cf, all on trial, retention": item_cf(
        ItemCFSettings(trial_share=1.0, trial_views=3), HistorySettings(retention_h=3.0)
    ),
    "user-cf": user_cf(UserCFSettings(), HistorySettings()),
    "user-cf, short window": user_cf(UserCFSettings(k=5), SHORT),
    "user-cf, rebasing": user_cf(UserCFSettings(k=5), HistorySettings(half_life_h=0.1)),
    "user-cf, pearson": user_cf(UserCFSettings(similarity="pearson", shrinkage=2), SHORT),
    "user-cf, pearson common": user_cf(UserCFSettings(similarity="pearson", overlap="common"), SHORT),
    "user-cf, jaccard, iuf": user_cf(
        UserCFSettings(similarity="jaccard", inverse_user_frequency=True), HistorySettings()
    ),
    "user-cf, cosine common": user_cf(UserCFSettings(overlap="common"), HistorySettings()),
    "user-cf, all on trial": user_cf(UserCFSettings(trial_share=1.0, trial_views=3), HistorySettings()),
    "user-cf, no trials": user_cf(UserCFSettings(trial_share=0.0), HistorySettings()),
    "user-cf, against popularity": user_cf(UserCFSettings(popularity=0.7), HistorySettings()),
    "user-cf, objections": user_cf(UserCFSettings(), HistorySettings(strength=SIGNED)),
    "user-cf, objections, rebasing, short window": user_cf(
        UserCFSettings(k=5), HistorySettings(window=8, half_life_h=0.1, strength=SIGNED)
    ),
    "user-cf, drawn": user_cf(UserCFSettings(sharpness=6.0), HistorySettings()),
    "user-cf, all three, retention": user_cf(
        UserCFSettings(k=7, popularity=1.0, sharpness=0.5),
        HistorySettings(window=9, retention_h=3.0, strength=SIGNED),
    ),
    "item-cf, objections": item_cf(ItemCFSettings(), HistorySettings(strength=SIGNED)),
}


@covering(METHODS, CHECKS, tuple(name for name in METHODS if "," not in name))
def test_contract(kind: Factory, check: Callable[[Factory], None]) -> None:
    check(kind)


def test_all_methods_satisfy_the_protocol() -> None:
    methods: list[Recommender] = [factory() for factory in METHODS.values()]
    assert len(methods) == len(METHODS)
