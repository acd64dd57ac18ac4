"""The story: chapters in plain words, each a live experiment with a question before the reveal.

A chapter is a TOML file (`chapter.py` tells its format, `measures.py` what can be measured); `telling.py` leads through
one, `screens/story.py` shows it. Nothing is scripted: the right answer is measured while the world runs.
"""
