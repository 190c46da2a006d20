"""What the pages show, as plain dicts: the only place that asks the record and its story."""
