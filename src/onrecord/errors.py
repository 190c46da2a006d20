"""What can go wrong, named for its consequence. Every error carries a hint: what to do next."""

from __future__ import annotations


class OnrecordError(Exception):
    """Base of all our errors: a message a person understands, and a hint what to do next."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class ReportFailed(OnrecordError):
    """This report cannot be read; the others go on."""


class ReportSkipped(OnrecordError):
    """This report is left out on purpose (no English, no article text); the others go on."""


class RunStopped(OnrecordError):
    """Nothing can be done: the whole run stops (exit status 2)."""


class RecordError(RunStopped):
    """The record cannot be opened, read or written."""


class CodebookError(RunStopped):
    """The codebook's files contradict themselves; all problems are listed at once."""


class ModelError(RunStopped):
    """The learned model is missing, damaged or cannot be loaded."""
