"""How texts are kept while a batch is worked on."""

from typing import Final

import pandas as pd

# Texts are short and read in small parts: Arrow, which pandas takes where it is installed, is half as fast.
WITHOUT_ARROW: Final = pd.option_context("mode.string_storage", "python")
"""Decorates what makes or works on a batch's tables; outside, pandas' options are as the user has them."""
