from common import CLIENT
from fastapi import FastAPI

app = FastAPI()
