"""What pytest leaves alone: files that only Alembic or the command line may run."""

collect_ignore_glob = ["src/onrecord/record/migrations/*", "src/onrecord/cli/__main__.py", ".venv/*", "benchmarks/*"]
