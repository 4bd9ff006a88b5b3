import onnxruntime

session = onnxruntime.InferenceSession("model.onnx")
print(session.get_inputs())

from importlib.metadata import version

print(version("onnxruntime-gpu"))
