"""What follows from a story as of a day: pure functions of entries, decisions and a date."""
