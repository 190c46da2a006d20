"""The words of the field as types. This room imports nothing of ours."""

from onrecord.model.arrival import Arrival, Fetched
from onrecord.model.entry import (
    Actor,
    Attribution,
    Entry,
    Form,
    Format,
    Kind,
    MadeBy,
    Outcome,
    Quantity,
    Status,
    Style,
    Tier,
)
from onrecord.model.reading import Failure, Reading, Speech
from onrecord.model.report import About, Block, BlockKind, Known, Original, Repair, Report, SourceText
from onrecord.model.span import Evidence, Span
from onrecord.model.when import Precision, TimeBasis, When

__all__ = [
    "About",
    "Actor",
    "Arrival",
    "Attribution",
    "Block",
    "BlockKind",
    "Entry",
    "Evidence",
    "Failure",
    "Fetched",
    "Form",
    "Format",
    "Kind",
    "Known",
    "MadeBy",
    "Original",
    "Outcome",
    "Precision",
    "Quantity",
    "Reading",
    "Repair",
    "Report",
    "SourceText",
    "Span",
    "Speech",
    "Status",
    "Style",
    "Tier",
    "TimeBasis",
    "When",
]
