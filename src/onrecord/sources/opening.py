"""From a file that was found to the reports in it, however deep they lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from importlib import import_module
from importlib.metadata import entry_points

from onrecord.errors import ReportFailed, ReportSkipped, RunStopped
from onrecord.model import Arrival, Failure, Fetched
from onrecord.sources.beside import no_report
from onrecord.sources.form import Budget, Exhausted, How, Source
from onrecord.sources.found import Found
from onrecord.sources.liveblog import cut, marked

# asked in this order; each module has SOURCES
MODULES = ("subscriptions", "warc", "table", "archive", "library", "feed", "mail", "data", "liveblog", "press")
OURS = "This is a fault of ours, or the file is damaged: please report it, if you can share it."


@cache
def sources() -> tuple[Source, ...]:
    """Every source: ours, then those that other packages bring."""
    found = [source for name in MODULES for source in import_module(f"onrecord.sources.{name}").SOURCES]
    found += [entry.load() for entry in entry_points(group="onrecord.sources")]
    return tuple(found)


def arrivals(found: Found, how: How | None = None) -> Iterator[Arrival | Failure | Fetched]:
    """The reports in a file, each before it is decoded; what cannot be opened is named and the rest go on."""
    for item in opened(found, how or How()):
        # an address that is left to the caller: only where `how` leaves it
        if not isinstance(item, Found):
            yield item


def opened(found: Found, how: How) -> Iterator[Arrival | Failure | Fetched | Found]:
    """As `arrivals`, and the addresses that `how.remote` leaves as they are."""
    if found.budget is None:
        found = replace(found, budget=Budget(how.limits))
    try:
        for item in how.remote(found, partial(opened, how=how)) if found.remote else _opened(found, how):
            yield _retrieved(item, found) if isinstance(item, Arrival) and found.retrieved is not None else item
    except RunStopped:
        raise
    except ReportSkipped as error:
        yield Failure(found.name, str(error), error.hint, skipped=True)
    except ReportFailed as error:
        if isinstance(error, Exhausted) and found.depth:
            raise
        yield Failure(found.name, str(error), error.hint)
    except RecursionError:
        yield Failure(found.name, "nested too deep", "No report is; leave it out.")
    except MemoryError:
        yield Failure(found.name, "needs more memory than there is", "Split it first.")
    except Exception as error:  # a library's failure is this file's failure, whatever its kind
        yield Failure(found.name, f"cannot be opened: {type(error).__name__}: {error}"[:300], OURS)


def _retrieved(arrival: Arrival, found: Found) -> Arrival:
    return replace(arrival, retrieved=found.retrieved, address=found.address)


def _opened(found: Found, how: How) -> Iterator[Arrival | Failure | Fetched | Found]:
    head = found.head()
    if found.walked and (what := no_report(head, found.ending)) is not None:
        yield Failure(found.name, what, skipped=True, aside=True)
        return
    source = next((s for s in sources() if s.fits(found, head)), None)
    if source is None:
        yield Arrival(found.name, found.load(), file=found.file, position=found.position)
        return
    if found.depth >= how.limits.depth:
        raise ReportFailed(f"more than {how.limits.depth} files inside one another", hint="Unpack it by hand.")
    if how.apart is not None:
        items = how.apart(found)
        if found.address is not None or source.name == "subscriptions":
            # what these lead to is opened by the same process, which does one thing at a time, and may die of it
            items = iter(list(items))
        for item in items:
            if isinstance(item, Found):
                yield from opened(item, how)
            else:
                yield item
        return
    for item in source.reports(found, how):
        if isinstance(item, Found):
            found.budget.take(item.size)
            yield from opened(item, how)
        else:
            if isinstance(item, Arrival):
                found.budget.take(len(item.data))
                if item.form == "html" and marked(item.data):
                    # a page in an archive may be a live blog as well as one on its own
                    yield from cut(item)
                    continue
            yield item
