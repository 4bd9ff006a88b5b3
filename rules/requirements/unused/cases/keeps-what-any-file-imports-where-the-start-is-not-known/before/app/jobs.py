import nltk


def words(text):
    return nltk.word_tokenize(text)
