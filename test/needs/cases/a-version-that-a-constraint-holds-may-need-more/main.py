from influxdb_client_3 import InfluxDBClient3

client = InfluxDBClient3(host="db")
