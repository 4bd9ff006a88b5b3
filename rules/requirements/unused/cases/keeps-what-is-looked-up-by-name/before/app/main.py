from fastapi import FastAPI

app = FastAPI()

from importlib.metadata import version

print(version("nltk"))
