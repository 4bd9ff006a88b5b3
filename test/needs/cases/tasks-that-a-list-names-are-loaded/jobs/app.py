from celery import Celery

app = Celery("jobs", broker="amqp://broker", include=["jobs.mail"])
app.autodiscover_tasks(["billing"])
