import sys

from langchain_text_splitters import RecursiveCharacterTextSplitter

splitter = RecursiveCharacterTextSplitter(chunk_size=400)
print(splitter.split_text(sys.stdin.read()))
