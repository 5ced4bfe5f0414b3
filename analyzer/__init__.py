"""Budget execution analyzer: a linter for project budget workbooks."""

__version__ = "0.2.0"
