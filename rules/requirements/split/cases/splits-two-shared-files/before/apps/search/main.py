import sentence_transformers
from fastapi import FastAPI

app = FastAPI()
