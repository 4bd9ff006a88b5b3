broker_url = "amqp://broker"
result_backend = "db+postgresql://app@db/app"
