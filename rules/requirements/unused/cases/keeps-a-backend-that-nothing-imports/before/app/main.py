from fastapi import FastAPI

app = FastAPI()

from transformers import pipeline

names = pipeline("ner")
