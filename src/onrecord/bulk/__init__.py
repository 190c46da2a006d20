"""Reading in bulk: large numbers of reports into Parquet files, on one machine or a cluster, and from there into a record.

Nothing in here is loaded by other commands: the engine is an extra.
"""
