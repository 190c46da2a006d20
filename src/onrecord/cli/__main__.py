"""`python -m onrecord.cli` is the `onrecord` command."""

from onrecord.cli.main import main

main()
