"""A small learned reader beside the codebook: what it sees of a text, and what it makes of it."""
