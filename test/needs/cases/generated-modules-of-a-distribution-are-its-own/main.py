from google.transit import gtfs_realtime_pb2
from grpc_health.v1 import health_pb2_grpc

import orders_pb2

feed = gtfs_realtime_pb2.FeedMessage()
