import { subjectsOf } from '#rule/subjects.js';
import { describe, expect, test } from 'vitest';
import { loadAll, type Files } from '../../workspace.js';

function weights(step: string, more: Files = {}) {
  const [workspace] = subjectsOf(loadAll({ 'Dockerfile': `FROM python:3.12-slim\nWORKDIR /app\n${step}\nCMD ["python", "app.py"]\n`, 'app.py': '', ...more }).snapshot, 'workspace');
  return (workspace?.modelWeights() ?? []).map(({ how, by, size, at }) => `${at.line} ${how} ${by} ${size}`);
}

describe('a step that fetches a model', () => {
  test.each<[string, string]>([
    ['RUN hf download org/model', '3 fetched huggingface_hub null'],
    ['RUN python -c "from huggingface_hub import snapshot_download; snapshot_download(\'org/model\')"', '3 fetched huggingface_hub null'],
    ['RUN python -m spacy download en_core_web_trf', '3 fetched spacy 436 MB'],
    ['RUN wget https://example.com/a/model.gguf', '3 fetched null null'],
    ['RUN git clone https://huggingface.co/org/model /models', '3 fetched git lfs null'],
    ['RUN python - <<EOF\nfrom transformers import AutoModel\nAutoModel.from_pretrained("x")\nEOF', '3 fetched transformers null'],
  ])('%s', (step, told) => {
    expect(weights(step)).toEqual([told]);
  });
  test.each([
    'RUN playwright install chromium',
    'RUN python -m nltk.downloader punkt',
    'RUN wget https://raw.githubusercontent.com/org/repo/main/voice.pt',
    'RUN --mount=type=cache,target=/models hf download org/model',
    'RUN echo hf download org/model',
  ])('%s is none', (step) => {
    expect(weights(step)).toEqual([]);
  });
});

test('a pointer of Git LFS weighs what it stands for, and a script counts where it is called', () => {
  const pointer = (size: number): string => `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize ${size}\n`;
  expect(weights('COPY models/ models/', { 'models/a.safetensors': pointer(1_500_000_000), 'models/b.onnx': pointer(200_000_000) })).toEqual(['3 copied null 1.7 GB']);
  expect(weights('COPY models/ models/', { 'models/a.onnx': 'small' })).toEqual([]);
  const script = { 'get_models.py': 'from sentence_transformers import SentenceTransformer\nSentenceTransformer("x")\n' };
  expect(weights('COPY get_models.py .\nRUN python get_models.py', script)).toEqual(['4 fetched sentence-transformers null']);
  expect(weights('COPY get_models.py .\nRUN echo done', script)).toEqual([]);
});
