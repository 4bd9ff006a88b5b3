import sys

import langchain_community.document_loaders
from langchain_text_splitters import RecursiveCharacterTextSplitter

print(langchain_community.document_loaders.PyPDFLoader, RecursiveCharacterTextSplitter(chunk_size=400).split_text(sys.stdin.read()))
