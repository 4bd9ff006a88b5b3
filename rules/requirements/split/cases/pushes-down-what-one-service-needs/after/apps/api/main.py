import httptools
from fastapi import FastAPI

app = FastAPI()
