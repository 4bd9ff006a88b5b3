import pandas as pd

pd.read_html("https://example.org/rates")
