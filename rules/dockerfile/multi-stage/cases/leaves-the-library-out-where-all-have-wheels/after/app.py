import psycopg2
from flask import Flask

app = Flask(__name__)
connect = psycopg2.connect
