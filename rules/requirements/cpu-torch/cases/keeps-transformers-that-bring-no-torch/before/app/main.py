from transformers import AutoTokenizer

print(AutoTokenizer)
