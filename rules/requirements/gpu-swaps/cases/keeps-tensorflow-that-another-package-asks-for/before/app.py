import tensorflow as tf
import tf_keras

print(tf_keras, tf)
