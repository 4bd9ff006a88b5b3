import psutil

worker_class = "gevent"
workers = psutil.cpu_count()
