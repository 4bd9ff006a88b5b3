from libs.text import words
from fastapi import FastAPI

app = FastAPI()
