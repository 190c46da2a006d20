"""Migrations of the record, run by Alembic when an older record is opened."""
