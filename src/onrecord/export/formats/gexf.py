"""Who said or did what to whom, in GEXF 1.3 (gexf.net), which Gephi opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from onrecord.export.formats.graphml import word
from onrecord.export.graph import EDGE, NODE, Value, edges, nodes, xml
from onrecord.export.leaving import Leaving

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
<graph defaultedgetype="directed" mode="static">
"""


def write(leaving: Leaving) -> Iterator[str]:
    """The graph, a node or edge a line. Days are values of edges: what has no day would stand on every day of a time line."""
    yield HEAD
    for domain, keys in (("node", NODE), ("edge", EDGE)):
        yield f'<attributes class="{domain}">\n'
        for name, kind in keys.items():
            if name != "label":
                yield f'<attribute id="{name}" title="{name}" type="{kind}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for ident, values in nodes(leaving):
        yield f'<node id="{ident}"{_inside(values)}</node>\n'
    yield "</nodes>\n<edges>\n"
    last: Mapping[str, Value] | None = None
    for one in edges(leaving):
        if one.values is not last:
            last, told = one.values, _inside(one.values)
        yield f'<edge id="{one.id}" source="{one.source}" target="{one.target}"{told}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _inside(values: Mapping[str, Value]) -> str:
    """The label as the element has it, and all other values inside."""
    told = "".join(
        f'<attvalue for="{name}" value="{word(value)}"/>'
        for name, value in values.items()
        if value is not None and name != "label"
    )
    return f' label="{xml(str(values["label"]))}"><attvalues>{told}</attvalues>'
