"""Keeps the record of a negotiation from the reporting on it."""
