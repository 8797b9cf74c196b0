"""Property tests of mathematics: a busy machine is no reason to fail."""

from hypothesis import settings

settings.register_profile("stats", deadline=None)
settings.load_profile("stats")
