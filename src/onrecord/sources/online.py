"""Feeds and pages from the web, where that was asked for: politely, and only what has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from onrecord.errors import ReportFailed
from onrecord.model import Arrival, Failure, Fetched
from onrecord.sources.fetch import AGENT, Answer, Later, Refused, checked, fetch
from onrecord.sources.found import LARGEST, Found
from onrecord.sources.robots import Robots, parsed

# between two questions to one server
DELAY = 1.0
LARGEST_ROBOTS = 512 * 1024
LONGEST_WAIT = 24 * 3600
# an item of a feed with more words than this is taken for the article itself
TEASER = 150
# articles that one feed leads to in one run
MOST_ARTICLES = 300
Opened = Callable[[Found], Iterator[Arrival | Failure | Fetched | Found]]


@dataclass(slots=True)
class Asked:
    """What came of asking: None where nothing has changed."""

    data: bytes | None
    fetched: Fetched
    address: str


class Online:
    """Asks one server one thing at a time.

    `known` is what earlier runs were told, by address; `articles`: also fetch the pages that items of feeds lead to.
    """

    def __init__(
        self, known: Mapping[str, Fetched], *, articles: bool = False, delay: float | None = None, seconds: float = 60.0
    ) -> None:
        self._known = known
        self._articles = articles
        self._delay = DELAY if delay is None else delay
        self._seconds = seconds
        self._last: dict[str, float] = {}
        self._robots: dict[str, Robots | ReportFailed] = {}

    def reports(self, found: Found, opened: Opened) -> Iterator[Arrival | Failure | Fetched | Found]:
        """What an address has, `opened` being how a file is; last of all, that it was asked, and what to say next time."""
        try:
            asked = self.ask(found.name, mark="articles" if self._articles else None)
        except ReportFailed as error:
            yield Failure(found.name, str(error), error.hint, skipped=isinstance(error, Waiting))
            if isinstance(error, Later) and error.after is not None:
                yield _wait(found.name, error.after)
            return
        if asked.data is None:
            yield asked.fetched
            return
        complete, articles = True, 0
        for item in opened(_file(found, asked)):
            if isinstance(item, Failure) and item.stamp is None and not item.skipped:
                complete = False
            link = self._link(item, found.name)
            if not isinstance(item, Arrival) or link is None:
                yield item
            elif articles == MOST_ARTICLES:
                complete = False
            else:
                articles += 1
                for one in self._article(item, link, opened):
                    complete = complete and not (isinstance(one, Fetched) and not one.complete)
                    yield one
        if articles == MOST_ARTICLES and not complete:
            why = f"more than {MOST_ARTICLES} articles to fetch at once"
            yield Failure(found.name, why, "Run it again: it goes on where it stopped.", skipped=True)
        yield replace(asked.fetched, complete=complete)

    def ask(self, address: str, *, mark: str | None, again: bool = False) -> Asked:
        """The bytes of an address, or that they are the ones that are known; ReportFailed says why not.

        Asked for something else (`mark`) than before, all of it is wanted again, but where it would be the same (`again`).
        """
        before = self._known.get(address)
        _check_wait(before)
        conditions = {}
        unlike = before is None or before.mark != mark and not again
        if before is not None and before.etag and not unlike:
            conditions["If-None-Match"] = before.etag
        if before is not None and before.last_modified and not unlike:
            conditions["If-Modified-Since"] = before.last_modified
        answer = fetch(address, headers=conditions, before=self._may, seconds=self._seconds)
        if answer.status == 304 and before is not None and conditions:
            asked = replace(before, at=_now(), changed=False, mark=mark, not_before=None)
            return Asked(None, asked, answer.address)
        _check(answer)
        etag, modified = (_header(answer, name) for name in ("etag", "last-modified"))
        return Asked(answer.data, Fetched(address, _now(), etag, modified, mark=mark), answer.address)

    def _link(self, item: object, address: str) -> str | None:
        """Where the whole text of an item of a feed is, when it has to be fetched."""
        if not self._articles or not isinstance(item, Arrival) or len(item.data.split()) > TEASER:
            return None
        link = item.known.get("url")
        if link is None or "!" not in item.name:
            return None
        try:
            whole = checked(link.value.replace(" ", "%20"))
        except ReportFailed:
            return None
        return whole if whole != address else None

    def _article(self, item: Arrival, link: str, opened: Opened) -> Iterator[Arrival | Failure | Fetched | Found]:
        """The article that an item of a feed leads to, and where it cannot be had, what the feed says of it."""
        before = self._known.get(link)
        if before is not None and before.mark == item.sha256:
            yield replace(before, changed=False)
            return
        try:
            asked = self.ask(link, mark=item.sha256, again=True)
        except ReportFailed as error:
            yield item
            yield Failure(link, f"only its teaser was read: {error}", error.hint, skipped=True)
            if not isinstance(error, Refused):
                yield _wait(link, error.after or 0 if isinstance(error, Later) else 0)
            return
        if asked.data is not None:
            # what the feed says of it stands beside what the page says of itself
            for one in opened(_file(Found(link, data=b""), asked)):
                yield replace(one, known={**item.known, **one.known}) if isinstance(one, Arrival) else one
        yield asked.fetched

    def _may(self, address: str) -> None:
        """Wait until an address may be asked; Refused where its server asks not to."""
        robots = self._rules(address)
        if isinstance(robots, ReportFailed):
            raise robots
        if not robots.allows(address):
            raise Refused(
                f"{urlsplit(address).netloc} asks programs not to fetch it (robots.txt)",
                hint="Save it with a browser, and read the file.",
            )
        self._wait(address, max(self._delay, robots.delay))

    def _rules(self, address: str) -> Robots | ReportFailed:
        parts = urlsplit(address)
        server = f"{parts.scheme}://{parts.netloc}"
        if server not in self._robots:
            self._robots[server] = self._robots_of(server)
        return self._robots[server]

    def _robots_of(self, server: str) -> Robots | ReportFailed:
        try:
            answer = fetch(
                f"{server}/robots.txt",
                before=lambda address: self._wait(address, self._delay),
                seconds=self._seconds,
                largest=LARGEST_ROBOTS,
            )
        except Refused as error:
            # too large, or leading in circles: as if there were none; an inner address stays one
            return Robots() if "larger" in str(error) or "redirects" in str(error) else error
        except ReportFailed as error:
            return error
        if answer.status == 200:
            return parsed(answer.data.decode("utf-8", "replace"), AGENT)
        if answer.status >= 500 or answer.status == 429:
            return Later(f"it does not say what may be fetched (robots.txt: {answer.status})")
        return Robots()

    def _wait(self, address: str, delay: float) -> None:
        host = urlsplit(address).hostname or ""
        if host in self._last:
            time.sleep(max(0.0, self._last[host] + delay - time.monotonic()))
        self._last[host] = time.monotonic()


class Waiting(ReportFailed):
    """The server asked for time, which is not over yet."""


def _file(found: Found, asked: Asked) -> Found:
    return replace(
        found, remote=False, path=None, data=asked.data, walked=False, retrieved=asked.fetched.at, address=asked.address
    )


def _check(answer: Answer) -> None:
    status = answer.status
    if status == 200:
        if not answer.data.strip():
            raise Later("an empty answer")
        if len(answer.data) > LARGEST:
            raise Refused(f"larger than {LARGEST // 1024**2} MB", hint="A report is shorter.")
        return
    if status in (401, 402, 403, 407, 451):
        raise Refused(f"not for everybody (status {status})", hint="Save it with a browser, and read the file.")
    if status in (404, 410):
        raise Refused(f"not there (status {status})", hint="Check the address.")
    if status in (429, 503):
        after = _after(answer.headers.get("retry-after", ""))
        raise Later(f"the server asks for time (status {status})", after=after)
    raise Later(f"the server has no answer (status {status})")


def _after(words: str) -> int | None:
    """In how many seconds to ask again, of what a server says: a number or a date."""
    if words.strip().isdigit():
        return min(LONGEST_WAIT, int(words.strip()[:9]))
    try:
        when = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0, min(LONGEST_WAIT, int((when - datetime.now(UTC)).total_seconds())))


def _wait(address: str, after: int) -> Fetched:
    until = (datetime.now(UTC) + timedelta(seconds=after)).isoformat(timespec="seconds") if after else None
    return Fetched(address, _now(), not_before=until, complete=False)


def _check_wait(before: Fetched | None) -> None:
    if before is None or before.not_before is None:
        return
    until = datetime.fromisoformat(before.not_before)
    left = (until - datetime.now(UTC)).total_seconds()
    # a clock that was wrong keeps nobody out for longer than any server may
    if 0 < left <= LONGEST_WAIT:
        raise Waiting(f"asked not to be asked before {until:%H:%M} UTC", hint="Try again then.")


def _header(answer: Answer, name: str) -> str | None:
    value = answer.headers.get(name, "").strip()
    return value if value and len(value) <= 500 and value.isprintable() else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
