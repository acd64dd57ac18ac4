"""The first thing that people see: the same few hundred people twice, with the same luck and one rule different.

Two living worlds like any others, made of the settings in `world.toml` and parted by a fork; nothing is scripted.
"""
