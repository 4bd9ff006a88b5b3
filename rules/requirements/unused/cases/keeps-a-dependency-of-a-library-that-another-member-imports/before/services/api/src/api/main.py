from common import Order
from fastapi import FastAPI

app = FastAPI()
ORDERS: list[Order] = []
