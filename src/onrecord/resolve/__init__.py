"""Who, where and when is meant: names within a report, states behind capitals, dates behind "Tuesday"."""

from onrecord.resolve.cast import Filled
from onrecord.resolve.dates import is_background, resolve_time
from onrecord.resolve.issuer import writer_of
from onrecord.resolve.names import Names
from onrecord.resolve.slots import weighed

__all__ = ["Filled", "Names", "is_background", "resolve_time", "weighed", "writer_of"]
