"""Clocks that differ or jump, and days that are told otherwise: nothing that counts hangs on them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

from benchmarks.faults.ground import Ground, NotRun, fault, killed

# loaded before the system's own: a clock so many seconds off, or another with every process
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static long off(void) {
    static long known; static int ready;
    if (!ready) {
        const char *said = getenv("ONRECORD_CLOCK");
        known = !said ? 0 : strcmp(said, "any") ? atol(said) : (getpid() * 2654435761u) % 63072000 - 31536000L;
        ready = 1;
    }
    return known;
}
int clock_gettime(clockid_t which, struct timespec *t) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(which, t);
    if (!done && which == CLOCK_REALTIME) t->tv_sec += off();
    return done;
}
time_t time(time_t *t) {
    struct timespec now; clock_gettime(CLOCK_REALTIME, &now);
    if (t) *t = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval *restrict t, void *restrict zone) {
    struct timespec now; clock_gettime(CLOCK_REALTIME, &now);
    t->tv_sec = now.tv_sec; t->tv_usec = now.tv_nsec / 1000;
    return 0;
}
"""
YEAR = 365 * 86400


def _off(at: Ground, off: int | str) -> dict[str, str]:
    """An environment in which clocks are so many seconds off; "any": each process has its own."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        raise NotRun("a C compiler, which makes the clock, is not there")
    made = at.base.folder / "clock.so"
    if not made.exists():
        source = made.with_suffix(".c")
        source.write_text(SHIM, encoding="utf-8")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", made, source, "-ldl"], check=True)
    words = {"LD_PRELOAD": str(made), "ONRECORD_CLOCK": str(off)}
    said = subprocess.run(
        [sys.executable, "-c", "import time; print(time.time())"], env={**os.environ, **words}, capture_output=True
    )
    assert off == "any" or abs(float(said.stdout) - time.time() - int(off)) < 60, "the clock is not off"
    return words


@fault("clocks", says=r"12 reports read")
def a_clock_a_year_ahead(at: Ground) -> str:
    """All processes of bulk reading have a clock that is a year ahead."""
    ended = at.bulk(**_off(at, YEAR))
    assert ended.status == 0, ended.words
    return ended.words + at.loads()


@fault("clocks", says=r"12 reports read")
def clocks_that_differ(at: Ground) -> str:
    """Every process has a clock of its own, off by up to a year, as machines of a cluster may."""
    ended = at.bulk(**_off(at, "any"))
    assert ended.status == 0, ended.words
    return ended.words + at.loads()


@fault("clocks", says=r"already going on|are done already; going on")
def a_clock_that_went_back(at: Ground) -> str:
    """A run is killed, the clock is set back by a year, and the run goes on."""
    killed(at.begin(*at.bulk_words()), lambda: len(at.marks()) >= 1)
    ended = at.bulk(**_off(at, -YEAR))
    assert ended.status == 0, ended.words
    return ended.words + at.loads()


@fault("clocks", says=r"reports read")
def a_load_with_a_clock_of_1970(at: Ground) -> str:
    """A load on a machine that holds it to be 1970."""
    at.finished()
    at.begun()
    ended = at.run(*at.load_words(), **_off(at, 86400 - int(time.time())))
    assert ended.status == 0, ended.words
    return ended.words


@fault("clocks", says=r"12 reports read")
def zones_that_differ(at: Ground) -> str:
    """Bulk reading in the first time zone of the day, loading in the last."""
    ended = at.bulk(TZ="Pacific/Kiritimati")
    assert ended.status == 0, ended.words
    at.begun()
    loaded = at.load(TZ="Pacific/Niue")
    assert loaded.status == 0, loaded.words
    return ended.words + loaded.words


@fault("clocks", says=r"what it was when its files were others.*12 reports read")
def files_from_the_future(at: Ground) -> str:
    """A run is killed, and the input bears a day ten years ahead when it goes on."""
    source = at.base.source
    before = source.stat()
    killed(at.begin(*at.bulk_words()), lambda: len(at.marks()) >= 1)
    try:
        os.utime(source, (time.time() + 10 * YEAR,) * 2)
        refused = at.near(*at.bulk_words())
        assert refused.status == 2 and "--again" in refused.words, refused.words
        ended = at.near(*at.bulk_words(), "--again")
        assert ended.status == 0, ended.words
    finally:
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    return refused.words + ended.words + at.loads()


@fault("clocks", says=r"8 of 8|7 of 7 partitions are done already")
def files_of_a_run_touched(at: Ground) -> str:
    """All files that a run wrote bear the same day of 1980, as after a copy."""
    for path in at.finished().rglob("*"):
        os.utime(path, (315_532_800,) * 2)
    ended = at.near(*at.bulk_words())
    assert ended.status == 0, ended.words
    return ended.words + at.loads()
