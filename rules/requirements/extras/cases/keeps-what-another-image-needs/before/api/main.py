from influxdb_client_3 import InfluxDBClient3, Point

client = InfluxDBClient3(host="http://influx:8181", database="home", token="t")
client.write(Point("power").field("watts", 12.5))
