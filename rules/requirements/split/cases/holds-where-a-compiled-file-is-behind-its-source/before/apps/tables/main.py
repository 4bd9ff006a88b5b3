import pandas
import openpyxl
from fastapi import FastAPI

app = FastAPI()
