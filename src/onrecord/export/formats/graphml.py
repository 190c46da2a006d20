"""Who said or did what to whom, in GraphML (graphml.graphdrawing.org)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from onrecord.export.graph import EDGE, NODE, Value, edges, nodes, xml
from onrecord.export.leaving import Leaving

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def write(leaving: Leaving) -> Iterator[str]:
    """The graph, a node or edge a line."""
    yield HEAD
    for domain, keys in (("node", NODE), ("edge", EDGE)):
        for name, kind in keys.items():
            yield f'<key id="{domain}_{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield f'<graph id="{xml(leaving.name)}" edgedefault="directed">\n'
    for ident, values in nodes(leaving):
        yield f'<node id="{ident}">{_data("node", values)}</node>\n'
    last: Mapping[str, Value] | None = None
    for one in edges(leaving):
        if one.values is not last:
            last, told = one.values, _data("edge", one.values)
        yield f'<edge id="{one.id}" source="{one.source}" target="{one.target}">{told}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(domain: str, values: Mapping[str, Value]) -> str:
    return "".join(
        f'<data key="{domain}_{name}">{word(value)}</data>' for name, value in values.items() if value is not None
    )


def word(value: Value) -> str:
    """A value as XML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return xml(value) if isinstance(value, str) else str(value)
