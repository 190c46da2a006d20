"""Where reports come from: files, folders, patterns and standard input."""

from onrecord.sources.files import Found, find

__all__ = ["Found", "find"]
