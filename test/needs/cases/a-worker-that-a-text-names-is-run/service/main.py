import msgpack
from fastapi import FastAPI

app = FastAPI()
