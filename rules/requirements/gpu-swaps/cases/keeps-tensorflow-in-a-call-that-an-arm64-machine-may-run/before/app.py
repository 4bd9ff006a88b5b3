import tensorflow as tf

print(tf.keras.models.load_model("model.keras"))
