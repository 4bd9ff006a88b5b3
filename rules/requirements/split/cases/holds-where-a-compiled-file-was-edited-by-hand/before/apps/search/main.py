import sklearn
from fastapi import FastAPI

app = FastAPI()
