"""What is kept: reports, their texts and their entries, in one file that only its owner can read."""

from onrecord.record.filters import EntryFilter
from onrecord.record.keep import Put
from onrecord.record.store import Forgotten, Hit, Record, StoredReport, open_record

__all__ = ["EntryFilter", "Forgotten", "Hit", "Put", "Record", "StoredReport", "open_record"]
