"""From bytes to a report one can point into."""

from onrecord.reports.make import make_report

__all__ = ["make_report"]
