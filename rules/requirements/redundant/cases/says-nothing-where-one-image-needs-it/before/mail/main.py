from starlette.responses import Response
from fastapi import FastAPI

app = FastAPI()
