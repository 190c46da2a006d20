"""What one report says: from a parsed report to drafts of entries, mentions and speeches."""

from onrecord.extract.learned.model import load_model
from onrecord.extract.parse import Parsed, parse
from onrecord.extract.reader import Extracted, Reader

__all__ = ["Extracted", "Parsed", "Reader", "load_model", "parse"]
