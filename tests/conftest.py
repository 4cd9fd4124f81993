"""What holds for every test."""

from hypothesis import settings

# A slow machine is no fault of the code: nothing here is judged by the time that it takes.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
