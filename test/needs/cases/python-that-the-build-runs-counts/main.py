import spacy

spacy.load("en_core_web_sm")
