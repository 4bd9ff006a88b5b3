import watchdog.events
from fastapi import FastAPI

app = FastAPI()
