from setuptools import setup

setup(name="acme_tools", version="2.0", py_modules=["tools"])
