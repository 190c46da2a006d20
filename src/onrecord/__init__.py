"""Keeps the record of a negotiation from the reporting on it.

>>> import onrecord
>>> reading = onrecord.read_text("The government promised in writing to free 40 prisoners, the rebels' negotiator said.")
>>> entry = reading.entries[0]
>>> entry.act, entry.form.value, entry.actors[0].name
('commit', 'written', 'government')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.pipeline import read, read_text
    from onrecord.record import Record, open_record
    from onrecord.run import read_many

__version__ = "0.1.0"
__all__ = ["Record", "__version__", "open_record", "read", "read_many", "read_text"]

_HOMES = {
    "read": "onrecord.pipeline",
    "read_many": "onrecord.run",
    "read_text": "onrecord.pipeline",
    "Record": "onrecord.record",
    "open_record": "onrecord.record",
}


def __getattr__(name: str) -> Any:
    """The verbs of the package, loaded when first asked for, so that `onrecord --help` answers at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
