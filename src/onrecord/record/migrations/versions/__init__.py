"""Revisions of the record, oldest first."""
