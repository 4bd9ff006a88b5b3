import video_tools
from fastapi import FastAPI

app = FastAPI()
