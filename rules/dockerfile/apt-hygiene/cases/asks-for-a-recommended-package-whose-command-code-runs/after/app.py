import subprocess

subprocess.run(["ssh", "store", "ls"], check=True)
