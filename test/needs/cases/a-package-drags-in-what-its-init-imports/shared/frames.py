import pandas as pd


def as_frame(rows):
    return pd.DataFrame(rows)
