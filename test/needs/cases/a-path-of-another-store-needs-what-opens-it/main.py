import pandas as pd

pd.read_csv("s3://bucket/in.csv")
pd.read_json(f"gs://{pd.__version__}/in.json")
