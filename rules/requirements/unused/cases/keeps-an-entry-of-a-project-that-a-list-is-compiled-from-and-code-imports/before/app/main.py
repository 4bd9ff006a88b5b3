from fastapi import FastAPI

from app.words import stop_words

app = FastAPI()
