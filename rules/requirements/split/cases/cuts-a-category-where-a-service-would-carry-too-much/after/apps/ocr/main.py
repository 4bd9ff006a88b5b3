import cv2
import orjson
from fastapi import FastAPI

app = FastAPI()
