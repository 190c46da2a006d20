"""What leaves: lines in plain words, summaries, tables, pages."""

from onrecord.export.page import page
from onrecord.export.summary import Summary, as_text, summary
from onrecord.export.table import as_csv, json_lines
from onrecord.export.why import decided, why
from onrecord.export.words import details, line_of, one_line
from onrecord.model.plain import safe

__all__ = [
    "Summary", "as_csv", "as_text", "decided", "details", "json_lines", "line_of", "one_line", "page", "safe", "summary", "why",
]  # fmt: skip
