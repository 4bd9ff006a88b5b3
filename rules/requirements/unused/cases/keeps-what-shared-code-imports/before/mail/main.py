from libs import text
from fastapi import FastAPI

app = FastAPI()
