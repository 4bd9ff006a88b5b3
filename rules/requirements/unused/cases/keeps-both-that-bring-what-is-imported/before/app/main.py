import numpy as np
from fastapi import FastAPI

app = FastAPI()


@app.get('/')
def mean():
    return float(np.mean([1, 2]))
