"""`python -m joinedup.cli`: the same as the `joinedup` command, for processes that start themselves."""

from joinedup.cli.main import run

run()
