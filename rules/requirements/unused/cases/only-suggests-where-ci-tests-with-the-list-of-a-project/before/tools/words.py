import nltk

STOP = nltk.corpus.stopwords
