"""Who, where and when is meant: names within a report, states behind capitals, dates behind "Tuesday"."""

from onrecord.resolve.dates import is_background, resolve_time
from onrecord.resolve.issuer import writer_of
from onrecord.resolve.names import Names

__all__ = ["Names", "is_background", "resolve_time", "writer_of"]
