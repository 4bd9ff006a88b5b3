import joblib

model = joblib.load("model.pkl")
