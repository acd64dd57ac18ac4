"""See what a short-video algorithm does to viewers and creators."""

from simulator import (
    Advice as Advice,
    Arm as Arm,
    Columns as Columns,
    Command as Command,
    Comparison as Comparison,
    Experiment as Experiment,
    Look as Look,
    Played as Played,
    Settings as Settings,
    SettingsError as SettingsError,
    Store as Store,
    Until as Until,
    World as World,
    abtest as abtest,
    advise as advise,
    compare as compare,
    measure as measure,
    play as play,
    run as run,
)
