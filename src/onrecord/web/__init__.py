"""What is seen: the record as pages of a local web server, each with a twin for programs."""

from onrecord.web.app import make_app

__all__ = ["make_app"]
