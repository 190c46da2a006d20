"""Reports whose families are known: dispatches, what outlets make of them, and what only looks like a reprint."""
