import subprocess
import sys

from tools.checks import style, weaknesses

words = [sys.executable, "-m", "mypy", "--strict"]
subprocess.run([*words, sys.argv[1]], check=False)
print(style(sys.argv[1]), weaknesses(sys.argv[1]))
