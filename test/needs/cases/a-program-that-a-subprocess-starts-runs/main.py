import subprocess
import sys

subprocess.run(["yt-dlp", "-o", "/out", sys.argv[1]], check=True)
subprocess.run("aws s3 cp /out s3://bucket --recursive", shell=True)
