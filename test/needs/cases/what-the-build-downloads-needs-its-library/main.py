from textblob import TextBlob
