"""The pages as a team reaches them: through a proxy, or past it; and what the server logs."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from onrecord.web import logs, make_app
from onrecord.web.outside import Outside
from onrecord.web.proxy import Proxy, networks_of

PROXY, STRANGER = "10.0.0.2", "203.0.113.9"
PUBLIC = "https://talks.example"
FORMS = {"origin": PUBLIC, "sec-fetch-site": "same-origin"}
TOLD = {"x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https", "x-forwarded-host": "talks.example"}


@contextmanager
def team(
    record: Path,
    *,
    peer: str = PROXY,
    base: str = "",
    user_header: str = "",
    metrics: tuple[str, ...] = (),
    **more: Any,
) -> Iterator[TestClient]:
    """A browser that reaches the pages through a proxy, or, as another peer, past it."""
    app = make_app(record, **({"reader": "rules", "who": "Starter", "names": ["talks.example"]} | more))
    proxy = Proxy(networks_of(["10.0.0.0/24"], ""), user_header, base)
    outside = Outside(app, proxy, metrics_for=networks_of(metrics, ""))
    with TestClient(
        outside,
        base_url="http://127.0.0.1:8765",
        client=(peer, 5000),
        raise_server_exceptions=False,
        follow_redirects=False,
    ) as found:
        yield found


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """All that is logged, as JSON."""
    into, before = io.StringIO(), [(name, logging.getLogger(name)) for name in ("onrecord", *logs.OTHERS)]
    handlers = {name: (one.handlers, one.level, one.propagate) for name, one in before}
    logs.set_up("json", "debug")
    for _, one in before:
        one.handlers[0].setStream(into)  # type: ignore[attr-defined]
    yield into
    logs.set_up()
    for name, one in before:
        one.handlers, one.propagate = handlers[name][0], handlers[name][2]
        one.setLevel(handlers[name][1])


def lines(said: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]
