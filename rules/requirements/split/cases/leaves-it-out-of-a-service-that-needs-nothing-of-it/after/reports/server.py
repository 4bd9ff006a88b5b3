import pandas
from flask import Flask

app = Flask(__name__)


@app.get('/daily')
def daily():
    return pandas.read_csv('/data/daily.csv').to_html()
