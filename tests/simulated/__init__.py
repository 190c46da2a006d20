"""Processes whose history is known, told as entries and as texts. Nothing here knows how they are read or resolved."""
