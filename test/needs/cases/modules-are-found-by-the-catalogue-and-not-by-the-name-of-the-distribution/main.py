import attr
import yaml
from dateutil import parser
from influxdb_client_3 import InfluxDBClient3
from paho.mqtt import client
from PIL import Image
from sklearn.linear_model import LinearRegression
