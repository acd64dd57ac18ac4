"""See what a short-video algorithm does to viewers and creators."""

from simulator import Settings as Settings, SettingsError as SettingsError, World as World, run as run
