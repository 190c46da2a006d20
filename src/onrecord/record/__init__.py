"""What is kept: reports, their texts and their entries, in one file that only its owner can read."""

from onrecord.record.filters import EntryFilter
from onrecord.record.keep import Put
from onrecord.record.store import Forgotten, Record, open_record
from onrecord.record.texts import Hit, StoredReport

__all__ = ["EntryFilter", "Forgotten", "Hit", "Put", "Record", "StoredReport", "open_record"]
