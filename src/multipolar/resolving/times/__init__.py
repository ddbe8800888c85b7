"""When: from the words of a news report to whole days.

``resolve_time`` works out one expression, ``find_times`` all those of a line of text, ``infer_date`` the day of a report
that came without one, ``default_time`` what to take for an event whose time is not told.
"""

from multipolar.resolving.times.finder import find_times
from multipolar.resolving.times.matches import TimeContext, TimeMatch
from multipolar.resolving.times.resolve import default_time, resolve_time
from multipolar.resolving.times.undated import infer_date

__all__ = ["TimeContext", "TimeMatch", "default_time", "find_times", "infer_date", "resolve_time"]
