import msgpack

broker_url = "amqp://broker"
