import pandas
from fastapi import FastAPI

app = FastAPI()
table = pandas.DataFrame()
