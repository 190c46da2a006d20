"""How fast the pages answer on a large record, with readers and reviewers at once, and on two stores beside each other.

python benchmarks/serve.py [REPORTS] [--record PLACE] [--beside PLACE] [--readers N] [--reviewers N] [--seconds N]
                           [--pause SECONDS] [--only alone|together]
by default 1000 reports, 20 readers, 2 reviewers

The record is simulated (`tests/simulate.py`), some forty entries a report, and made first unless it is at PLACE, a file or
postgresql://…; 10,000 reports take some minutes, so name a PLACE to ask the same record again; one of an older version is
brought up to date first. Reviewers decide on lines of it. What a text is about is told by its words alone: the model of
relations would take hours, and what is measured here does not ask it. The server runs in a process of its own; readers and
reviewers come over the loopback, each with a pause after each page, as people have.

`--beside PLACE`: the same record in another store, into which it is copied where nothing is there (`--beside own`: into a
PostgreSQL of its own that is gone afterwards). Each page is asked of both in turn, so that what else the machine does slows
both, and shown with its ratio; readers and reviewers come to the second.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from onrecord.model.location import Location, located  # noqa: E402
from onrecord.model.story import Passage  # noqa: E402

# simulated reports are short: so many make one
TOGETHER = 20
# so many processes are merged into one, as records have one that many reports are about
CHIEF = 60
# pages of a kind that are asked for at least where two stores are compared
SEVERAL = 20
HEADERS = {"sec-fetch-site": "same-origin"}


# -- the record -------------------------------------------------------------------------------------------------------


class Words:
    """Stands in for the model of relations: a vector by the words of a passage."""

    def meaning(self, passage: Passage) -> Any:
        """A vector of length one, the same for the same words."""
        import numpy as np

        words = " ".join(sorted(set(passage.words.lower().split())))
        seed = int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big")
        found = np.random.default_rng(seed).normal(size=384).astype("float32")
        return found / np.linalg.norm(found)

    def link(self, kind: str, what: str, passage: Passage) -> dict[str, float]:
        """Nothing is about anything else."""
        return {"none": 1.0, "same": 0.0}


def readings(count: int) -> Iterator[Any]:
    """So many readings of about forty entries each, of reports on the same process about the same time."""
    from benchmarks.made import reading, together
    from onrecord.model import Evidence, Span

    for number, (key, lines) in enumerate(together(count, TOGETHER), 1):
        draw = random.Random(number)
        text, spans = "", []
        for line in lines:
            words = line.entry.evidence[0].text
            spans.append(Span(len(text), len(text) + len(words)))
            text += words + ". "
        text += " ".join(f"{key}{n}" for n in range(60))
        entries = [
            replace(
                line.entry, id=f"e-{key[2:]}{n:02d}{draw.getrandbits(32):08x}", report=key,
                evidence=(Evidence.of(text, span, Span(span.start, span.end + 1)),),
                confidence=round(draw.uniform(0.4, 1.0), 2),
            )
            for n, (line, span) in enumerate(zip(lines, spans, strict=True))
        ]  # fmt: skip
        yield reading(key, lines, text, entries, title=lines[0].entry.evidence[0].text[:70])


def make(count: int, path: Location) -> None:
    """The record, with all that follows from it."""
    import onrecord.extract.learned.relation as relation
    from onrecord.model.decision import Decision
    from onrecord.record import open_record
    from onrecord.resolving import bring_up_to_date, told_by
    from onrecord.story import chief

    relation.load_relations = Words  # type: ignore[assignment]
    begin = time.perf_counter()
    with open_record(path) as record:
        for one in readings(count):
            record.put(one)
        print(f"{count} reports put in after {time.perf_counter() - begin:.0f} s", flush=True)
        bring_up_to_date(record)
        print(f"resolved after {time.perf_counter() - begin:.0f} s", flush=True)
        into, *others = chief(told_by(record))
        for other in others[:CHIEF]:
            record.decide(Decision("process", "merge", other.id, into.id, "benchmark"))
        bring_up_to_date(record)
        print(f"with one large process after {time.perf_counter() - begin:.0f} s", flush=True)


def renew(path: Location) -> None:
    """Bring a record of an older version up to date."""
    import onrecord.extract.learned.relation as relation
    from onrecord.record import open_record
    from onrecord.resolving import bring_up_to_date, is_up_to_date

    relation.load_relations = Words  # type: ignore[assignment]
    with open_record(path) as record:
        if not is_up_to_date(record):
            begin = time.perf_counter()
            bring_up_to_date(record)
            print(f"brought up to date after {time.perf_counter() - begin:.0f} s", flush=True)


def copied(path: Location, place: Location) -> None:
    """Copy a record into another store, unless there is one."""
    from onrecord.record import is_there, open_record
    from onrecord.record.whole import copy

    if is_there(place):
        return
    begin = time.perf_counter()
    with open_record(path, read_only=True) as source, open_record(place) as target:
        copy(source, target)
    print(f"copied after {time.perf_counter() - begin:.0f} s", flush=True)


# -- who comes ---------------------------------------------------------------------------------------------------------


@dataclass
class Times:
    """How long each kind of page took, in milliseconds, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    largest: dict[str, int] = field(default_factory=dict)


class Visitor:
    """One browser: a connection that stays open, as browsers have."""

    def __init__(self, port: int, times: Times) -> None:
        self._port, self._times = port, times
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, kind: str, address: str) -> str:
        """A page."""
        return self._ask(kind, "GET", address, None)

    def post(self, kind: str, address: str, **form: str) -> str:
        """A form."""
        return self._ask(kind, "POST", address, form)

    def _ask(self, kind: str, method: str, address: str, form: dict[str, str] | None) -> str:
        body = urlencode(form).encode() if form is not None else None
        headers = HEADERS | ({"content-type": "application/x-www-form-urlencoded"} if body else {})
        begin = time.perf_counter()
        try:
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
            text = answer.read()
        except OSError as error:
            self._times.wrong.append(f"{method} {address}: {error}")
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
            return ""
        self._times.taken[kind].append(1000 * (time.perf_counter() - begin))
        self._times.largest[kind] = max(self._times.largest.get(kind, 0), len(text))
        # somebody else may have decided on the same line: that is told, and no fault
        if answer.status not in (200, 303, 409):
            self._times.wrong.append(f"{method} {address}: {answer.status}")
        return text.decode()


def addresses(port: int) -> dict[str, list[str]]:
    """Pages of every kind, by kind."""
    visitor = Visitor(port, Times())

    def asked(address: str) -> Any:
        return json.loads(visitor.get("", address))

    found: dict[str, list[str]] = {"home": ["/"], "merge": ["/merge"], "review": ["/review"]}
    processes = asked("/index.json")["processes"]
    found["large process"] = [processes[0]["href"]]
    found["process"] = [p["href"] for p in processes[1:]]
    day = asked("/entries.json?page=20")["rows"][0]["told"]
    found["process as of"] = [f"{p['href']}?as_of={day}" for p in processes[1:]]
    found["large process as of"] = [f"{processes[0]['href']}?as_of={day}"]
    found["large brief"] = [f"{processes[0]['href']}/brief"]
    found["brief"] = [f"{p['href']}/brief?since={day}" for p in processes[1:]]
    lists = (
        "entries reports actors meetings commitments demands warnings positions disagreements silence timeline".split()
    )
    for name in lists:
        view = asked(f"/{name}.json")
        found[name] = [f"/{name}"]
        if view["pages"] > 1:
            found[name].append(f"/{name}?page={view['pages'] // 2}")
        narrowed = [o["href"] for facet in view["facets"] for o in facet["options"][:2]]
        if narrowed:
            found[f"{name} narrowed"] = narrowed
        found[f"{name} as of"] = [f"/{name}?as_of={day}"]
        rows = [row["href"] for row in view["rows"][:40] if row.get("href")]
        if name in ("entries", "reports", "actors", "meetings", "commitments"):
            found[name.removesuffix("s") if name != "entries" else "entry"] = rows
    words = ["promised", "ceasefire", "called on", '"had promised"', "crossing guards", "prison*", "Workers Union"]
    words += [p["parties"][0]["name"] for p in processes[1:6] if p["parties"]]
    found["search"] = [f"/search?{urlencode({'q': w})}" for w in words]
    found["entries with words"] = [f"/entries?{urlencode({'q': w})}" for w in words]
    return found


def alone(port: int, pages: dict[str, list[str]]) -> Times:
    """Every kind of page, one after the other; each address once before, so that the second time counts."""
    times = Times()
    visitor = Visitor(port, times)
    for kind, own in pages.items():
        for address in own[:8]:
            visitor.get(f"{kind}\tfirst", address)
        for _ in range(2):
            for address in own[:8]:
                visitor.get(kind, address)
    return times


def beside(ports: tuple[int, int], pages: dict[str, list[str]]) -> tuple[Times, Times]:
    """Every kind of page, asked of two servers in turn; each address once before."""
    times = Times(), Times()
    visitors = [Visitor(port, own) for port, own in zip(ports, times, strict=True)]
    for visitor in visitors:
        # a large record is made ready before the first page of it
        visitor.get("ready\tfirst", "/")
    for kind, own in pages.items():
        for address in own[:8]:
            for visitor in visitors:
                visitor.get(f"{kind}\tfirst", address)
        for _ in range(max(3, SEVERAL // len(own))):
            for address in own[:8]:
                for visitor in visitors:
                    visitor.get(kind, address)
    return times


def together(
    port: int, pages: dict[str, list[str]], seconds: float, pause: float, readers: int, reviewers: int
) -> Times:
    """Readers and reviewers at once."""
    times = Times()
    end = time.perf_counter() + seconds
    # what people look at most
    often = ["home", "large process", "process", "process", "entries", "entries narrowed", "commitments", "report", "entry",
             "entry", "search", "search", "actor", "timeline", "brief", "commitments narrowed"]  # fmt: skip

    def read(seed: int) -> None:
        draw, visitor = random.Random(seed), Visitor(port, times)
        # people do not all come in the same moment
        time.sleep(draw.uniform(0, pause))
        while time.perf_counter() < end:
            kind = draw.choice([*often, *pages])
            visitor.get(kind, draw.choice(pages[kind]))
            time.sleep(draw.expovariate(1 / pause) if pause else 0)

    def decide(seed: int) -> None:
        draw, visitor = random.Random(seed), Visitor(port, times)
        who = f"reviewer {seed}"
        time.sleep(draw.uniform(0, pause))
        while time.perf_counter() < end:
            page = visitor.get("review", f"/review.json?{urlencode({'who': who, 'at': draw.randrange(20)})}")
            line = json.loads(page)["line"] if page else None
            if line is not None:
                action = draw.choice(["accept", "accept", "accept", "reject", "unsure"])
                visitor.post("decision", "/review", entry=line["id"], seen=str(line["seen"]), action=action, who=who)
            time.sleep(draw.expovariate(1 / pause) if pause else 0)

    own = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    own += [threading.Thread(target=decide, args=(n,)) for n in range(reviewers)]
    for thread in own:
        thread.start()
    for thread in own:
        thread.join()
    return times


def memory(process: int) -> tuple[float, float]:
    """How much memory a process has now and had at most, in MB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    known = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith(("VmRSS", "VmHWM"))}
    return int(known["VmRSS"]) / 1000, int(known["VmHWM"]) / 1000


def processor(process: int) -> float:
    """How long a process has had a processor, in seconds: that counts beside other work, too."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def shown(times: Times, title: str) -> None:
    """A line a kind of page."""
    print(f"\n{title:32s} {'n':>5s} {'median':>7s} {'p95':>7s} {'most':>7s} {'KB':>6s}")
    for kind, taken in sorted(times.taken.items(), key=lambda item: -statistics.median(item[1])):
        own = sorted(taken)
        print(
            f"{kind:32s} {len(own):5d} {statistics.median(own):7.0f} {own[min(len(own) - 1, int(len(own) * 0.95))]:7.0f} "
            f"{own[-1]:7.0f} {times.largest[kind] / 1000:6.0f}"
        )
    for line in times.wrong[:10]:
        print("wrong:", line)


def spent(times: Times, seconds: float) -> None:
    """What the answers took of the server's processor."""
    every = sum(map(len, times.taken.values()))
    print(f"{seconds:.1f} s of a processor, {1000 * seconds / max(1, every):.0f} ms an answer")


def compared(one: Times, other: Times) -> None:
    """A line a kind of page: its median on both, the worst ratio first."""
    medians = {
        kind: (statistics.median(taken), statistics.median(other.taken[kind]))
        for kind, taken in one.taken.items()
        if kind in other.taken
    }
    by_ratio = sorted(((second / first, kind) for kind, (first, second) in medians.items()), reverse=True)
    print(f"\n{'ms, median, asked in turn':32s} {'first':>7s} {'second':>7s} {'ratio':>6s}")
    for ratio, kind in by_ratio:
        print(f"{kind:32s} {medians[kind][0]:7.1f} {medians[kind][1]:7.1f} {ratio:6.2f}")
    again = [ratio for ratio, kind in by_ratio if not kind.endswith("\tfirst")]
    print(f"median of the ratios {statistics.median(again):.2f}, the worst {max(again):.2f} (first looks left out)")
    for line in (one.wrong + other.wrong)[:10]:
        print("wrong:", line)


@contextmanager
def serving(place: Location) -> Iterator[tuple[int, int]]:
    """A server on a record, in a process of its own: its port, and its number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli", "serve", "--record", str(place), "--port", str(port)],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stderr is not None
    try:
        for line in server.stderr:
            if "Ctrl-C" in line:
                break
        threading.Thread(
            target=lambda: [print("server:", line, end="") for line in server.stderr or ()], daemon=True
        ).start()
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


@contextmanager
def second(named: str | None, path: Location) -> Iterator[Location | None]:
    """The other store, with the record in it."""
    from tests.server import running

    with ExitStack() as stack:
        place: Location | None = None
        if named == "own":
            server = stack.enter_context(running(options=()))
            if server is None:
                sys.exit("PostgreSQL or pg8000 is not installed; name a record with --beside")
            place = server.place()
        elif named is not None:
            place = located(named)
        if place is not None:
            copied(path, place)
            renew(place)
        yield place


def main() -> None:
    """Make the record where it is not there, serve it, ask."""
    from onrecord.record import is_there

    options = argparse.ArgumentParser()
    options.add_argument("reports", type=int, nargs="?", default=1000)
    options.add_argument("--record")
    options.add_argument("--beside")
    options.add_argument("--readers", type=int, default=20)
    options.add_argument("--reviewers", type=int, default=2)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--pause", type=float, default=3.0)
    options.add_argument("--only", choices=("alone", "together"))
    given = options.parse_args()
    path = located(given.record or Path(mkdtemp(prefix="onrecord-serve-")) / "large.onrecord")
    if not is_there(path):
        make(given.reports, path)
    renew(path)
    with second(given.beside, path) as other, ExitStack() as servers:
        if isinstance(path, Path):
            print(f"{path.stat().st_size / 1e6:.0f} MB")
        port, process = servers.enter_context(serving(path))
        pages = addresses(port)
        if other is not None and given.only != "together":
            (port, process), first = servers.enter_context(serving(other)), port
            compared(*beside((first, port), pages))
        elif given.only != "together":
            measured("ms, one at a time", process, lambda: alone(port, pages))
        if other is not None and given.only == "together":
            port, process = servers.enter_context(serving(other))
        if given.only != "alone":
            title = f"ms, {given.readers} readers, {given.reviewers} reviewers"
            own = given.seconds, given.pause, given.readers, given.reviewers
            times = measured(title, process, lambda: together(port, pages, *own))
            every = sum(map(len, times.taken.values()))
            print(
                f"{every} answers in {given.seconds:.0f} s, {len(times.wrong)} of them wrong, pause {given.pause:g} s"
            )


def measured(title: str, process: int, ask: Callable[[], Times]) -> Times:
    """Ask, and show what came of it."""
    begin = processor(process)
    times = ask()
    shown(times, title)
    spent(times, processor(process) - begin)
    print("memory now and at most: {:.0f}, {:.0f} MB".format(*memory(process)))
    return times


if __name__ == "__main__":
    main()
