"""An object store that fails, is slow, is away for a while, or cuts its answers short."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from tests.storeproxy import Failing

from benchmarks.faults.ground import Ground, fault
from benchmarks.faults.same import content


def _into_store(at: Ground) -> str:
    """Read in bulk into the store and load from there, while it does what it does."""
    at.output = f"s3://talks/{at.folder.name}"
    ended = at.near(*at.bulk_words())
    assert ended.status == 0, ended.words
    return ended.words + at.loads()


@contextmanager
def _calm(at: Ground) -> Iterator[Failing]:
    """The store, which is calm again afterwards."""
    found = at.base.store
    try:
        yield found
    finally:
        found.calm()


@fault("store", says=r"12 reports read")
def one_call_in_ten_fails(at: Ground) -> str:
    """One call in ten to the store fails, half of these without an answer."""
    with _calm(at) as store:
        store.calm(10)
        before = store.failed
        words = _into_store(at)
        assert store.failed > before + 3
    return words


@fault("store", says=r"12 reports read")
def one_call_in_ten_fails_for_the_engine(at: Ground) -> str:
    """One call in ten fails while workers of the engine write into the store."""
    with _calm(at) as store:
        store.calm(10)
        at.output = f"s3://talks/{at.folder.name}"
        ended = at.bulk()
        assert ended.status == 0, ended.words
        at.loads()
    return ended.words


@fault("store", says=r"12 reports read")
def a_slow_store(at: Ground) -> str:
    """Each call to the store takes a twentieth of a second longer."""
    with _calm(at) as store:
        store.slow = 0.05
        return _into_store(at)


@fault("store", says=r"12 reports read")
def a_store_that_is_away_for_a_while(at: Ground) -> str:
    """The store answers 503 to all for some seconds, again and again."""
    with _calm(at) as store:
        over = threading.Event()

        def come_and_go() -> None:
            while not over.wait(1.0):
                store.down = True
                over.wait(1.5)
                store.down = False

        thread = threading.Thread(target=come_and_go)
        thread.start()
        try:
            return _into_store(at)
        finally:
            over.set()
            thread.join()


@fault("store", says=r"Cannot .* s3://talks.*whether the store answers")
def a_store_that_stays_away(at: Ground) -> str:
    """The store answers nothing but 503 from some moment on, until the run has stopped; then it goes on."""
    with _calm(at) as store:
        at.output = f"s3://talks/{at.folder.name}"
        threading.Timer(1.5, lambda: setattr(store, "down", True)).start()
        store.slow = 0.1
        with patch("onrecord.bulk.place.TRIES", 2):
            refused = at.near(*at.bulk_words())
        assert refused.status == 2 and store.down, refused.words
        store.calm()
        return refused.words + _into_store(at)


@fault("store", says=r"Cannot .* s3://talks.*keys in the environment")
def keys_that_are_refused(at: Ground) -> str:
    """The store lets nobody in, until the keys are right."""
    with _calm(at) as store:
        at.output = f"s3://talks/{at.folder.name}"
        store.refused = True
        with patch("onrecord.bulk.place.TRIES", 2):
            refused = at.near(*at.bulk_words())
        assert refused.status == 2, refused.words
        store.calm()
        return refused.words + _into_store(at)


@fault("store", says=r"12 reports read")
def answers_cut_short(at: Ground) -> str:
    """Of every third answer only half comes, in bulk reading and loading."""
    with _calm(at) as store:
        store.short = 3
        words = _into_store(at)
        assert store.cut > 3
    return words


@fault("store", says=r"12 reports read")
def an_input_cut_short(at: Ground) -> str:
    """The input lies in the store, and of every second answer only half comes."""
    from onrecord.bulk.place import Place

    with _calm(at) as store:
        place = Place(f"s3://talks/in-{at.folder.name}")
        place.write("in.jsonl", at.source.read_bytes())
        source, undisturbed = place.of("in.jsonl"), at.folder / "undisturbed.onrecord"
        output, at.output = f"s3://talks/{at.folder.name}", at.folder / "near"
        assert at.near(*at.bulk_words(source=source)).status == 0
        assert at.near(*at.load_words(undisturbed)).status == 0
        at.expected = content(undisturbed)
        store.short = 2
        ended = at.near(*at.bulk_words(source=source, output=output))
        assert ended.status == 0 and store.cut > 3, ended.words
        assert at.near(*at.load_words(output=output)).status == 0
    return ended.words


@fault("store", says=r"is damaged: its bytes are not those that were written")
def a_file_of_the_store_exchanged(at: Ground) -> str:
    """A finished file in the store is another; it alone is read anew."""
    from onrecord.bulk.place import Place

    with _calm(at):
        _into_store(at)
        place = Place(str(at.output))
        one, other, *_ = sorted(place.names("reports"))
        place.write(f"reports/{one}", place.read(f"reports/{other}"))
        at.begun()
        refused = at.near(*at.load_words())
        assert refused.status == 2 and at.held() == 3, refused.words
        told = re.search(r"Remove s3://\S+/(_onrecord/done/\S+\.json)", refused.words)
        assert told is not None, refused.words
        place.drop(told[1])
        return refused.words + _into_store(at)
