"""Sentences of the Causal News Corpus as they are printed: there every word and mark stands apart."""

from __future__ import annotations

import re

NO_BEFORE = re.compile(r" +([,.;:!?)\]%”…])")
NO_AFTER = re.compile(r"([(\[“‘$]) +")
STRAY = {
    "``": '"',
    "''": '"',
    "\x91": "‘",
    "\x92": "’",
    "\x93": "“",
    "\x94": "”",
    "\x96": "–",
    "\x97": "—",
    "\ufeff": "",
}
SHORT = re.compile(r" +(['’](?:s|S|re|ve|ll|d|m)\b|n['’]t\b)")


def spaced(text: str) -> str:
    """A sentence whose words and marks stand apart, as it is printed."""
    for stray, mark in STRAY.items():
        text = text.replace(stray, mark)
    text = " ".join(text.split())
    text = re.sub(r"([’']) (s|S|re|ve|ll|d|m|t)\b", r"\1\2", text)
    text = SHORT.sub(r"\1", text)
    text = NO_BEFORE.sub(r"\1", text)
    text = NO_AFTER.sub(r"\1", text)
    parts = re.split(r' *" *', text)
    if len(parts) > 1:
        made = parts[0]
        for n, part in enumerate(parts[1:], 1):
            made = (f'{made} "{part}' if made else f'"{part}') if n % 2 else f'{made}" {part}'
            made = re.sub(r'" ([,.;:!?)])', r'"\1', made)
        text = made.strip()
    return text
