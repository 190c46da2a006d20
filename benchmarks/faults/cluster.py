"""A Ray cluster of which a node is lost, or all of it."""

from __future__ import annotations

from tests.bulky import until

from benchmarks.faults.ground import Ground, fault, killed

GOES_ON = r"goes on|12 reports read"


def _words(at: Ground) -> list[str]:
    """Bulk reading on the cluster."""
    return [*at.bulk_words(workers=2), "--ray", at.base.address]


def _to_its_end(at: Ground, words: str, status: int) -> str:
    """Go on as often as is said, then load."""
    tries = 0
    while status == 2 and tries < 3:
        assert "goes on" in words, words
        ended = at.run(*_words(at))
        words, status, tries = words + ended.words, ended.status, tries + 1
    assert status == 0, words
    return words + at.loads()


@fault("cluster", says=GOES_ON)
def begun_on_a_cluster_ended_here(at: Ground) -> str:
    """A run on a cluster killed once a partition is finished, which goes on without it."""
    killed(at.begin(*_words(at)), lambda: len(at.marks()) >= 1)
    return at.goes_on()


@fault("cluster", says=GOES_ON)
def a_node_lost(at: Ground) -> str:
    """A node of a Ray cluster lost in the middle of a run."""
    nodes = at.base.cluster
    run = at.begin(*_words(at))
    until(lambda: len(at.marks()) >= 1 or run.poll() is not None)
    assert run.poll() is None and nodes.stdin is not None and nodes.stdout is not None
    nodes.stdin.write("lose\n")
    nodes.stdin.flush()
    assert nodes.stdout.readline().strip() == "lost"
    ended = at.ended(run)
    return _to_its_end(at, ended.words, ended.status)


@fault("cluster", says=r"Nobody answers at .*the Ray cluster")
def a_cluster_that_is_gone(at: Ground) -> str:
    """The whole cluster gone: it is said, and the run goes on here."""
    killed(at.begin(*at.bulk_words()), lambda: len(at.marks()) >= 1)
    refused = at.run(*at.bulk_words(), "--ray", "127.0.0.1:9")
    assert refused.status == 2, refused.words
    return refused.words + at.goes_on()
