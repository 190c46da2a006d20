"""What is measured: reading, what follows from a record, and its pages."""
