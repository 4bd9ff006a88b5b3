import os

from fastapi import FastAPI, Header
from jose import jwt

app = FastAPI()
algorithm = os.environ["TOKEN_ALGORITHM"]


@app.get("/")
def read(token: str = Header()):
    return jwt.decode(token, os.environ["TOKEN_KEY"], algorithms=[algorithm])
