"""Rules of behaviour: pure functions from the state of the world to what people and creators do, one law a file.

Every law states its equation, symbols and source in its own docstring; `world.settings` has each knob with its range.
In the order of an hour:

    adapting    once a week some creators do more of what worked
    careers     once a week attention makes creators busier or tired; some stop, others arrive
    posting     what creators publish: topics, quality, duration (KuaiRec's quartiles), tags
    trending    hashtags and challenges: heat 0..1 grows by joining and attention, novelty fades; welcome, in logits
    collaborating   some videos have a guest: both makers are met, familiar, followed, trusted or not
    presence    who comes online, for how many videos: days off, heavy days, the rhythm of the day
    streaming   who goes live, who comes in for how many minutes, gifts, comments
    attention   appeal a, in logits, from taste, quality, fatigue, familiarity and mood; stay with chance sigmoid(a),
                else leave within 3 s; watch ratio from appeal and duration, 0..5
    reaction    pleasure 0..1 = min(ratio, 1) sigmoid(a - 1); like, comment, share, "not interested"
    following   follow a creator: pleasure times trust
    replies     creators answer comments; who was answered comes closer
    trust       0..1, how well people who met a creator's videos were served
    satiation   fatigue >= 0 per topic: grows with every video, halves in hours
    drift       taste, shares of topics: mere exposure, boredom, discovery by chance, pull back to what is inborn
    retention   contentment 0..1: opens the app more or less often, leaves for good; newcomers arrive and are cold

then those of `own.laws`, functions (world, events, tick) of somebody's own. To put one in place of ours, take the
weights of ours to 0: of drift `taste.drift`, `taste.boredom`, `taste.discovery` and `taste.pull_back_per_day`.

Symbols are the same throughout: ratio = seconds watched / duration; e = experience 0..1 (1 liked, 0 pressed away, else
min(ratio, 1)); s = susceptibility 0..1; T = number of topics; <taste, topics> = 1/T for a person without preferences.
The defaults are fitted by `simulator.cli.fit_behaviour` to the figures of `simulator.validation`, which `feedscope
validate` shows.
"""
