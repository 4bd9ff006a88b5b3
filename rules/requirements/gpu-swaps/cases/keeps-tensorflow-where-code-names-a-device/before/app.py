import tensorflow as tf

with tf.device("/GPU:0"):
    print(tf.constant(1))
