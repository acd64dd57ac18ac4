"""A run on disk: what it was made from and what happened, as Parquet that any tool reads.

    settings.toml    all settings of the world
    commands.json    what was done by hand: [{"tick": 30, "command": "SwitchAlgorithm", "name": "random"}]
    run.json         format (1), hours it is to have after its past, what it is made by, status ("running", "complete"
                     or "interrupted"), and at the end ticks, views and digest
    checkpoint       the state of the world at the end of a part, from which a run that was cut off goes on; none in a
                     complete recording (see `checkpoint`)
    events/          one row a view, in order; the columns of `recommender.types.Interactions`
    live/            one row a person in a live stream; the columns of `world.live.LiveEvents`
    guests/          one row a person who began to follow the guest of a video; the columns of
                     `world.guests.GuestFollows`
    videos/          one row a published video: item, tick, creator, topic, kind, trend and guest (-1: none), quality,
                     duration_s
    vitals/          one row an hour, the columns of `frames.FIGURES`
    reach/           one row a creator and day: people reached, reached three times or more, followers; advocates
                     and brand index (`frames.Brand`)
    frames/          every six hours what a screen would show, a `frames.Frame` as JSON (see `frame_text`)

The seven folders hold numbered parts. A part is written under another name and renamed when it is safely on
disk, events last; so whatever ends a run, all parts up to the last one of `events` are whole, and that one
carries the ticks and the digest up to its end.
"""
