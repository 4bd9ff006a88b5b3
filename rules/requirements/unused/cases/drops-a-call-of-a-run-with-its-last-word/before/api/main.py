import httpx
import redis
from fastapi import FastAPI

app = FastAPI()
store = redis.Redis()


@app.get("/rates")
def rates() -> dict:
    return httpx.get("https://rates.example.com").json()
