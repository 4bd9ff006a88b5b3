import sentence_transformers
import sklearn
import rank_bm25
from fastapi import FastAPI

app = FastAPI()
