import tensorflow

with tensorflow.distribute.MirroredStrategy().scope():
    print(tensorflow.keras.Sequential())
