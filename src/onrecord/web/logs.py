"""What the server says of itself: a line for each request and each mishap, as text or as JSON.

What people look for is confidential: a line has the kind of page, never its address, what was searched for, or a text.
Nothing that comes from outside can end a line or begin another.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from onrecord.export.words import one_line

FORMS = ("text", "json")
LEVELS = ("debug", "info", "warning", "error")
# the library's own, which says what its connections do
OTHERS = ("uvicorn", "uvicorn.error", "asyncio")
# characters of one value
LONGEST = 2_000
log = logging.getLogger("onrecord.web")
_chosen = "text", "warning"


class Lines(logging.Formatter):
    """One line for each thing that is said; `form`: "text" or "json"."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the trace where something broke: within it as JSON, indented below it as text."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        message = record.getMessage()
        told: dict[str, object] = getattr(record, "told", {})
        trace = trace_of(record.exc_info[1]) if record.exc_info and record.exc_info[1] is not None else ""
        if self._form == "json":
            values = {"time": time, "level": record.levelname.lower(), "message": message[:LONGEST], **told}
            # no character beyond ASCII: what turns writing round or ends a line elsewhere is spelt out
            return json.dumps(values | ({"trace": trace} if trace else {}), ensure_ascii=True, default=str)
        words = [f"{name}={_plain(value)}" for name, value in told.items() if value is not None]
        line = " ".join([time, record.levelname.lower(), one_line(message)[:LONGEST], *words])
        return "\n    ".join([line, *(one_line(part) for part in trace.splitlines())])


def _plain(value: object) -> str:
    text = one_line(str(value))[:LONGEST]
    return json.dumps(text) if isinstance(value, str) and (not text or " " in text or '"' in text) else text


def trace_of(error: BaseException) -> str:
    """Where an error comes from. What a database was asked stays out: it may be a text, or what somebody looked for."""
    for one in _chain(error):
        if hasattr(one, "hide_parameters"):
            one.hide_parameters = True
    return "".join(traceback.format_exception(error)).strip()


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def chosen() -> tuple[str, str]:
    """In which form and from which level on it is said, for a process that goes on with it."""
    return _chosen


def set_up(form: str = "text", level: str = "warning") -> None:
    """Say it on standard error, in this form, from this level on."""
    global _chosen
    _chosen = form, level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(form))
    for name in ("onrecord", *OTHERS):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        # of the library what is out of order, however much of ours is wanted
        logger.setLevel(level.upper() if name == "onrecord" or level == "error" else "WARNING")
