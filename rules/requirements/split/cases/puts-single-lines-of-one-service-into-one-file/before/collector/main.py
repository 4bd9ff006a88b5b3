import nats
import numpy
import pandas
import websockets
from fastapi import FastAPI

app = FastAPI()
