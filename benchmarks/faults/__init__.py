"""Faults put in the way of bulk reading, loading, reading and keeping; after each the record is what it would have been.

python -m benchmarks.faults [NAMES …] [--only GROUP] [--list]

Each fault is one function: its docstring says what is done, `says` what the user must be told. It leaves a record, which is
compared with that of an undisturbed run. What is lost, doubled, or not told as promised counts.
"""
