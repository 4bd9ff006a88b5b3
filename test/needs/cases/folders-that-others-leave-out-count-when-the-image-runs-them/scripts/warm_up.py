import onnxruntime

onnxruntime.InferenceSession("model.onnx")
