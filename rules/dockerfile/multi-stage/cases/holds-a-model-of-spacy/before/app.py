import spacy
