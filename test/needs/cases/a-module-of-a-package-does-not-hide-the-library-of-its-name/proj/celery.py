from celery import Celery

app = Celery("proj", broker="redis://cache/0")
