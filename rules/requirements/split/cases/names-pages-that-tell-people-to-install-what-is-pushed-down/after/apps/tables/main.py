import pandas
import openpyxl
import xlsxwriter
from fastapi import FastAPI

app = FastAPI()
