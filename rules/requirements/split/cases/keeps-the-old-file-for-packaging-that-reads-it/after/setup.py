from setuptools import setup

setup(name="shop", install_requires=open("requirements.txt").read().splitlines())
