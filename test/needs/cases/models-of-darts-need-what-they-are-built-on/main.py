from darts.models import AutoARIMA, NHiTSModel

models = [AutoARIMA(), NHiTSModel(input_chunk_length=24, output_chunk_length=12)]
