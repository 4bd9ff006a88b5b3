import pandas
from flask import Flask
from sklearn.linear_model import LinearRegression

app = Flask(__name__)


@app.get('/next')
def after():
    known = pandas.read_csv('/data/daily.csv')
    return {'next': LinearRegression().fit(known[['day']], known['sold']).predict([[1]]).tolist()}
