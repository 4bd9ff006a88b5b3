import transformers

print(transformers.__version__)
