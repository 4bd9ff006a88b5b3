import jax

print(jax.numpy.ones(3))
