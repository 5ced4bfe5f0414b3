"""What an indicator's target and actual value mean, read together with its nature and unit."""

import pandas as pd


def with_indicator_values(indicators: pd.DataFrame) -> pd.DataFrame:
    return indicators
