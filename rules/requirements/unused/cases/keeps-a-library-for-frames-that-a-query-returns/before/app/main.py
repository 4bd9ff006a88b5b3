from fastapi import FastAPI

app = FastAPI()

from influxdb_client_3 import InfluxDBClient3

client = InfluxDBClient3(host="store", database="home", token="t")
rows = client.query("select * from power", mode="pandas")
