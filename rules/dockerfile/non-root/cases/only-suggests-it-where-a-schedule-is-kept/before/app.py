from celery import Celery

app = Celery("app", broker="redis://redis")
