import nltk
from fastapi import FastAPI

app = FastAPI()
