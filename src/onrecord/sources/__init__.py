"""Where reports come from: files, folders, patterns and standard input, and files that hold several reports."""

from onrecord.sources.files import find
from onrecord.sources.form import How, Limits, Source
from onrecord.sources.found import Found
from onrecord.sources.opening import arrivals, opened, sources

__all__ = ["Found", "How", "Limits", "Source", "arrivals", "find", "opened", "sources"]
