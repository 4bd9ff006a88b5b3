from setuptools import find_packages, setup

setup(
    name="orders",
    version="0.1.0",
    packages=find_packages(),
    install_requires=[
        "fastapi>=0.115",
        "nltk>=3.9",
        "uvicorn>=0.34",
    ],
)
