import pandas as pd

print(pd.read_csv("in.csv").describe())
