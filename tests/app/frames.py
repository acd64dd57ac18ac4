"""Synthetic frames that look like a real run: for tests of the screen, and for trying it out by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from recommender.types import Source
from simulator.frames import (
    FIGURES,
    Bass,
    Brand,
    Crowd,
    Diet,
    FeedItem,
    FigureHistory,
    Floats,
    Frame,
    Mark,
    Phone,
    PlaceReason,
    Remark,
    Rival,
    TopVideo,
    Turn,
    Vitals,
)

TOPICS = (
    "comedy", "food", "travel", "science", "health", "art", "education", "music",
    "sports", "games", "fashion", "news", "pets", "technology", "family", "nature",
)  # fmt: skip
ALGORITHMS = ("user-cf", "random", "newest", "most-watched", "trending", "content")
CREATORS = 150
UNIFORM = np.full(len(TOPICS), 1 / len(TOPICS))

NAMES = {
    "en": (
        "Ana Moreno",
        "Mia Chen",
        "Jonathan Featherstonehaugh",
        "Li Wei",
        "Sam",
        "Priya Nair",
        "Tom Ito",
        "Zoë",
    ),
    "zh": ("王晓梅", "李伟", "欧阳静怡", "陈晨", "赵敏", "刘洋", "阿依古丽", "孙悦"),
}
HANDLES = {
    "en": (
        "LuckyKitchen",
        "MegaSnack",
        "TinyTea",
        "PixelPanda",
        "TheVeryLongCreatorNameOfficial",
        "GreenRoom",
    ),
    "zh": ("幸运厨房", "零食大王", "小茶馆", "像素熊猫", "特别特别长的创作者官方账号", "绿房间"),
}
TITLES = {
    "en": (
        "3-minute noodles that taste like home",
        "I tried sleeping outside for a week",
        "Why cats knock things off tables, explained by a vet who has three of them",
        "Speedrun!",
        "The quiet beach nobody tells you about",
        "How to fold a shirt in two seconds",
    ),
    "zh": (
        "三分钟学会家的味道:番茄鸡蛋面",
        "我在户外睡了一个星期",
        "为什么猫咪总喜欢把桌上的东西推下去?养了三只猫的兽医来告诉你",
        "速通!",
        "没人告诉你的安静海滩",
        "两秒钟叠好一件衬衫",
    ),
}
TAGS = {"en": ("easy", "homemade", "weekend", "fyp"), "zh": ("简单", "家常", "周末", "推荐")}
COMMENTS = {
    "en": (
        "So good, I made it twice already!", "Not for me",
        "Where did you get that pan? I have looked for one for years",
        "Ha!",
    ),
    "zh": ("太好吃了,我已经做了两次!", "不太喜欢", "这个锅是在哪里买的?我找了好多年都没有找到", "哈哈!"),
}  # fmt: skip
WHYS = (
    Source.NEIGHBOURS, Source.NEIGHBOURS, Source.TOPICS, Source.POPULAR, Source.TRENDING, Source.NEWEST,
    Source.CHANCE, Source.TRIAL,
)  # fmt: skip


def make_frame(
    tick: int = 100,
    seed: int = 1,
    lang: str = "en",
    people: int = 1000,
    empty: bool = False,
    progress: float = 0.4,
    paused: bool = False,
    speed: float = 4.0,
    rate: float = 3.9,
    algorithm: str = "user-cf",
    notice: str = "",
    person: int = 7,
) -> Frame:
    """A frame of that hour; the same arguments give the same frame. `empty`: nobody has watched anything."""
    tick = 0 if empty else tick
    return Frame(
        tick=tick,
        progress=progress,
        paused=paused,
        speed=speed,
        rate=0.0 if paused else rate,
        algorithm=algorithm,
        algorithms=ALGORITHMS,
        unavailable=(("two-tower", "deep"),),
        topics=TOPICS,
        seed=seed,
        lang=lang,
        vitals=_vitals(tick, people, empty),
        trends=_trends(tick, people),
        crowd=_crowd(tick, seed, people, person, empty),
        phone=_phone(tick, seed, lang, people, person, empty),
        brand=_brand(tick, seed, lang, people, empty),
        remarks=() if empty else _remarks(tick, seed, lang),
        digest="" if empty else f"{tick:064x}",
        notice=notice,
    )


def _grown(tick: float, after: float) -> float:
    """0..1: how far something slow has come."""
    return float(1.0 - np.exp(-tick / after))


@lru_cache(maxsize=8)
def _tastes(seed: int, people: int) -> NDArray[np.float64]:
    """(people, topics) inborn tastes."""
    return np.random.default_rng(seed).dirichlet(np.full(len(TOPICS), 0.25), size=people)


def _diets(tick: int, seed: int, people: int) -> NDArray[np.float64]:
    pace = np.random.default_rng(seed + 1).uniform(0.3, 1.7, people)
    far = np.clip(1 - np.exp(-tick * pace / 90), 0, 0.97)[:, None]
    wobble = 0.15 * np.sin(tick / 9 + np.arange(people))[:, None] * (1 - far)
    sharp = _tastes(seed, people) ** (1 + 2 * far)
    sharp /= sharp.sum(axis=1, keepdims=True)
    mixed = np.clip(far + wobble, 0, 1)
    return mixed * sharp + (1 - mixed) * UNIFORM


def _entropy(diets: NDArray[np.float64]) -> Floats:
    return -(diets * np.log(np.maximum(diets, 1e-12))).sum(axis=-1)


def _states(narrow: Floats) -> NDArray[np.uint8]:
    return np.select([narrow < 0.25, narrow < 0.7], [Diet.VARIED, Diet.NARROWING], Diet.COCOONED).astype(
        np.uint8
    )


def _crowd(tick: int, seed: int, people: int, person: int, empty: bool) -> Crowd:
    chosen = np.unique(np.append(np.arange(0, people, -(-people // 4000)), person % people))
    diets = _diets(tick, seed, people)[chosen]
    angle = 2 * np.pi * np.arange(len(TOPICS)) / len(TOPICS)
    narrow = 1 - _entropy(diets) / np.log(len(TOPICS))
    x, y = diets @ np.sin(angle), diets @ np.cos(angle)
    out = narrow / np.maximum(np.hypot(x, y), 1e-9)
    if empty:
        out = np.full(len(chosen), np.nan)
    state = np.zeros(len(chosen), np.uint8) if empty else _states(narrow)
    return Crowd(
        person=chosen.astype(np.int32),
        x=(x * out).astype(np.float32),
        y=(y * out).astype(np.float32),
        topic=diets.argmax(axis=1).astype(np.uint8),
        state=state,
    )


def _vitals(tick: int, people: int, empty: bool) -> Vitals:
    if empty:
        nothing = {name: 0.0 if figure.unit == "count" else float("nan") for name, figure in FIGURES.items()}
        return Vitals(people, 0, nothing)
    last = {name: float(column[-1]) for name, column in _trends(tick, people).figures.items()}
    return Vitals(people, 600 + 6 * tick, last)


@lru_cache(maxsize=64)
def _trends(tick: int, people: int) -> FigureHistory:
    every = -(-tick // 240) if tick else 1
    hours = np.unique(np.append(np.arange(1, tick + 1, every), max(tick, 1))).astype(np.int32)
    t = hours.astype(np.float64)
    day = 1 + 0.6 * np.sin((t - 14) * np.pi / 12)
    slow = 1 - np.exp(-t / 120)
    noise = np.sin(t * 1.7) * np.cos(t * 0.37)
    cocooned = 0.55 * slow
    varied = 0.9 - 0.75 * slow
    figures = {
        "online": np.round(people * 0.12 * day),
        "views_day": np.round(people * np.minimum(t, 24) / 24 * (30 + 8 * slow + noise)),
        "minutes": 28 + 16 * slow + noise,
        "watch_ratio": 0.55 + 0.25 * slow + 0.01 * noise,
        "like_share": 0.03 + 0.03 * slow + 0.002 * noise,
        "effective_topics": 12 - 8.9 * slow + 0.1 * noise,
        "varied": varied,
        "narrowing": 1 - varied - cocooned,
        "cocooned": cocooned,
        "likeness": 0.3 + 0.1 * slow,
        "exposure_gini": 0.35 + 0.3 * slow,
        "small_half": 0.4 - 0.25 * slow,
        "fresh_share": 0.3 - 0.1 * slow,
        "rare_gap": 0.05 * slow,
        "enjoyed": 0.4 + 0.2 * slow,
        "regret": 0.5 - 0.2 * slow,
        "top_tenth": np.full(len(t), 0.62),
        "quality_seen": 0.5 + 0.1 * slow,
        "clickbait_seen": 0.1 * slow,
        "pushed_share": 0.05 * slow,
    }
    return FigureHistory(hours, {name: figures[name] for name in FIGURES})


def _item(tick: int, seed: int, lang: str, place: int, watched: bool) -> FeedItem:
    luck = np.random.default_rng((seed, tick, place))
    pick = int(luck.integers(len(TITLES[lang])))
    duration = float(luck.integers(8, 90))
    liked, commented, shared, followed, disliked = (luck.random(5) < (0.5, 0.4, 0.2, 0.2, 0.1)) & watched
    views = int(luck.integers(12, 48_000))
    source = WHYS[int(luck.integers(len(WHYS)))]
    names = NAMES[lang]
    bars = tuple((names[int(luck.integers(len(names)))], share) for share in (0.41, 0.22, 0.09))
    if source == Source.TOPICS:
        bars = (("food", 0.71), ("pets", 0.2)) if lang == "en" else (("美食", 0.71), ("萌宠", 0.2))
    return FeedItem(
        video=int(luck.integers(5000)),
        title=TITLES[lang][pick],
        tags=TAGS[lang][: int(luck.integers(1, 5))],
        creator=int(luck.integers(CREATORS)),
        creator_name=HANDLES[lang][int(luck.integers(len(HANDLES[lang])))],
        topic=int(luck.integers(len(TOPICS))),
        kind=int(luck.integers(6)),
        duration_s=duration,
        watch_s=duration * float(luck.uniform(0.1, 1.4)) if watched else 0.0,
        liked=bool(liked),
        commented=bool(commented),
        shared=bool(shared),
        followed=bool(followed),
        disliked=bool(disliked and not liked),
        comment=COMMENTS[lang][int(luck.integers(4))] if commented else "",
        views=views,
        likes=views // 14,
        comments=views // 190,
        shares=views // 420,
        why=PlaceReason(int(source), bars if source in (Source.NEIGHBOURS, Source.TOPICS) else (), others=17),
    )


def _phone(tick: int, seed: int, lang: str, people: int, person: int, empty: bool) -> Phone:
    diet = _diets(tick, seed, people)[person % people]
    innate = _tastes(seed, people)[person % people]
    name = NAMES[lang][person % len(NAMES[lang])]
    if empty:
        nothing = np.full(len(TOPICS), np.nan)
        return Phone(
            person, name, False, -1, (), 0, Diet.UNKNOWN, float("nan"), float("nan"), nothing, innate, innate
        )
    online = tick % 5 != 0
    since = tick - 1 if online else max(tick - 4, 0)
    watched = 3 + since % 4
    items = tuple(_item(since, seed, lang, place, place < watched) for place in range(watched + 3))
    narrow = float(1 - _entropy(diet) / np.log(len(TOPICS)))
    return Phone(
        person=person,
        name=name,
        online=online,
        since=since,
        items=items,
        watched=watched,
        state=Diet(int(_states(np.array([narrow]))[0])),
        effective_topics=float(np.exp(_entropy(diet))),
        relative_entropy=1 - narrow,
        diet=diet,
        taste=(diet + innate) / 2,
        innate=innate,
    )


def _brand(tick: int, seed: int, lang: str, people: int, empty: bool) -> Brand:
    names = HANDLES[lang]
    nan = float("nan")
    if empty:
        none = np.empty(0)
        return Brand(
            3, names[0], 1, 88, CREATORS, 0, 0, 0.0, 0.0, nan, 0.0, 0.5, 0, nan, (people, 0, 0, 0, 0, 0),
            np.empty(0, np.int32), none, none, none, (), (),
        )  # fmt: skip
    hours = _trends(tick, people).tick
    reach = 0.62 * (1 - np.exp(-hours / 100.0))
    effective = 0.41 * (1 - np.exp(-hours / 160.0)) * (hours > 8)
    followers = np.round(people * 0.11 * (1 - np.exp(-hours / 200.0)) * (hours > 10))
    now = (float(reach[-1]), float(effective[-1]), int(followers[-1])) if tick else (0.0, 0.0, 0)
    top = tuple(
        TopVideo(TITLES[lang][i], i, 5 + 21 * i, 4200 // (i + 1), 300 // (i + 1), 0.7 - 0.1 * i)
        for i in range(6)
    )
    rivals = tuple(
        Rival(3 if i == 4 else 20 + i, names[(i + 2) % len(names)], (3 * i) % 16, 0.9 - 0.07 * i, 400 - 31 * i,
              3000 // (i + 1))
        for i in range(10)
    )  # fmt: skip
    return Brand(
        creator=3,
        name=names[0],
        topic=1,
        rank=5,
        creators=CREATORS,
        videos=3 + tick // 12,
        impressions=tick * 31,
        reach=now[0],
        effective_reach=now[1],
        frequency=1 + tick / 40,
        awareness=0.7 * now[0],
        trust=0.5 + 0.2 * _grown(tick, 100),
        followers=now[2],
        share_of_voice=0.13,
        funnel=(
            people,
            int(people * now[0]),
            int(people * now[1]),
            int(people * now[1] * 0.6),
            now[2],
            now[2] // 3,
        ),
        tick=hours,
        reach_curve=reach,
        effective_curve=effective,
        follower_curve=followers,
        top=top,
        rivals=rivals,
        index=46.4,
        linked=0.7,
        strength=0.64,
        uniqueness=0.78,
        associations=np.array([0.05, 0.62, 0.1, 0.02] + [0.21 / 12] * 12),
        perceived_quality=0.51,
        loyalty=0.02,
        advocates=now[2] // 8,
        bass=Bass(0.171, 0.331, 0.8, 0.997),
        marks=(Mark(9, "first_follower"), Mark(23, "posted", (4,)), Mark(40, "reach", (25,))),
    )


def _remarks(tick: int, seed: int, lang: str) -> tuple[Remark, ...]:
    made: list[Remark] = []
    for back in range(30):
        hour = tick - 1 - back // 2
        if hour < 0:
            break
        luck = np.random.default_rng((seed, hour, back % 2))
        made.append(
            Remark(
                tick=hour,
                person=int(luck.integers(1000)),
                name=NAMES[lang][int(luck.integers(8))],
                creator=int(luck.integers(CREATORS)),
                creator_name=HANDLES[lang][int(luck.integers(6))],
                topic=int(luck.integers(16)),
                text=COMMENTS[lang][int(luck.integers(4))],
            )
        )
    return tuple(made)


def two_worlds(
    tick: int = 150, apart: int = 100, lang: str = "en", people: int = 1000, there: str = "content"
) -> Frame:
    """A paused frame with a twin that parted so many hours ago: fewer topics there, more cocoons, more minutes."""
    here = make_frame(tick, lang=lang, people=people, paused=True)
    far = np.clip((here.trends.tick - (tick - apart)) / apart, 0, 1)
    trends = here.trends.having(
        effective_topics=here.trends.effective_topics - 3.0 * far,
        cocooned=here.trends.cocooned + 0.1 * far,
        minutes=here.trends.minutes + 6.0 * far,
        small_half=here.trends.small_half,
    )
    names = ("effective_topics", "cocooned", "minutes", "small_half")
    vitals = here.vitals.having(**{name: float(trends.figures[name][-1]) for name in names})
    crowd = _crowd(2 * tick, 1, people, here.phone.person, False)
    turns = (Turn(tick - 3, "island", 1, topic=1, share=0.12), Turn(tick - 50, "cocoons_up", share=0.1))
    twin = replace(here, algorithm=there, trends=trends, vitals=vitals, crowd=crowd, turns=turns, remarks=())
    return replace(here, twin=twin, forked=tick - apart)
