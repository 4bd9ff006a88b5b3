import os
import shlex
import subprocess

os.system("alembic upgrade head")
subprocess.check_call(["pybabel", "compile", "-d", "locale"])
subprocess.Popen(shlex.split("gunicorn web:app --bind 0.0.0.0:8000"))
subprocess.run("cd /app && celery -A jobs worker &", shell=True)
