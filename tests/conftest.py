"""What all tests share: how hypothesis draws its examples.

A run of the tests draws the same examples each time, so that a change fails for what it changes. To look for cases that
nobody has thought of, ``make search`` draws anew, and more; what it finds becomes an ``@example`` of its test.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("same", derandomize=True, print_blob=True)
settings.register_profile("search", max_examples=500, print_blob=True)
settings.load_profile("same")
