"""From bytes to a report one can point into."""

from onrecord.reports.forms import FORMS, Form, document_text, is_plain
from onrecord.reports.make import arrived_report, make_report
from onrecord.reports.ocr import Recognised, Scan, recognised

__all__ = [
    "FORMS",
    "Form",
    "Recognised",
    "Scan",
    "arrived_report",
    "document_text",
    "is_plain",
    "make_report",
    "recognised",
]
