import sentence_transformers
import sklearn
from fastapi import FastAPI

app = FastAPI()
