from celery import Celery

app = Celery("jobs")
app.config_from_object("settings")
