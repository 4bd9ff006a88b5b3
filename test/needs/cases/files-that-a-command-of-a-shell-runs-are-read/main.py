import os
import subprocess

os.system("python3 ./first.py")
subprocess.run("python -u second.py & cd /app && python3 jobs/third.py", shell=True)
