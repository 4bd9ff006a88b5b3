from fastapi import FastAPI

app = FastAPI()

import joblib

model = joblib.load("model.joblib")
