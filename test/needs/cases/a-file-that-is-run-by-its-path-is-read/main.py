import runpy

runpy.run_path("jobs/nightly.py")
exec(open("settings.py").read())
