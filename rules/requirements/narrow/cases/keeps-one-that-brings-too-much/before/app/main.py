import aiohttp
import langchain_core.documents
import langchain_text_splitters
import sqlalchemy
import yaml

print(aiohttp, langchain_core, langchain_text_splitters, sqlalchemy, yaml)
