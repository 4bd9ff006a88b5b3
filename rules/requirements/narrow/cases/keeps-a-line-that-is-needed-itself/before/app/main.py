import sys

from langchain.chains import LLMChain
from langchain_text_splitters import RecursiveCharacterTextSplitter

print(LLMChain, RecursiveCharacterTextSplitter(chunk_size=400).split_text(sys.stdin.read()))
