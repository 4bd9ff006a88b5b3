from app import legacy
from fastapi import FastAPI

app = FastAPI()
