import joblib
import pandas as pd

model = joblib.load("model.pkl")
print(model.predict(pd.read_csv("in.csv")))
