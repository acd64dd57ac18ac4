"""Widgets that several screens share. Panels draw frames with `show`, and speak by messages."""
