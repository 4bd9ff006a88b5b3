import onnxruntime

session = onnxruntime.InferenceSession("model.onnx")
print(session.get_inputs())
