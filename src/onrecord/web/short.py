"""Short ids in addresses: the only id that begins so is meant."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request

from onrecord.web.answer import ending_of
from onrecord.web.views.source import Source
from onrecord.web.views.told import WOVEN

# in which lists the ids of a kind of page are
LISTS = {
    "actor": ("actors",), "entry": ("entries",), "meeting": ("meetings",), "process": ("processes",),
    "report": ("reports",), "thread": WOVEN,
}  # fmt: skip
SHORT = re.compile(r"/(?P<kind>[a-z]+)/(?P<id>[a-z]-[0-9a-f]{2,40})(?P<rest>/brief|/add)?")


def whole_address(request: Request) -> str | None:
    """The address with the whole id in place of its beginning; None where no id begins so, 404 where several do."""
    found = SHORT.fullmatch(request.url.path)
    if found is None or found["kind"] not in LISTS:
        return None
    source: Source = request.app.state.source
    ids = source.reader.shelved.beginning(LISTS[found["kind"]], found["id"])
    if found["id"] in ids or not ids:
        return None
    if len(ids) > 1:
        named = ", ".join(ids[:3]) + (" …" if len(ids) > 3 else "")
        raise HTTPException(404, f"“{found['id']}” is the beginning of several ids: {named}. Give more of it.")
    ending = ending_of(request)
    asked = f"?{request.url.query}" if request.url.query else ""
    return f"/{found['kind']}/{ids[0]}{found['rest'] or ''}{'.' + ending if ending else ''}{asked}"
