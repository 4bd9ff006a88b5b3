import { factOf, programOf, textOf, type Fact } from './facts.js';
import type { Step } from './run-walk.js';

/** Weights, corpora or browsers that a command puts into the image: they are most often larger than the code. */
export interface ModelFetch extends Fact {
  readonly by: string;
  readonly text: string;
  /** Where the fact that the command fetches comes from. */
  readonly source: string;
}

interface Row {
  readonly by: string;
  /** Over the words of the command, joined by blanks. */
  readonly pattern: RegExp;
  readonly source: string;
}

/** Commands that fetch models or data, each with the page that says so. */
const TABLE: readonly Row[] = [
  { by: 'spacy', pattern: /\bspacy download \S/, source: 'https://spacy.io/api/cli#download' },
  { by: 'nltk', pattern: /\bnltk\.downloader\b|\bnltk\.download\(/, source: 'https://www.nltk.org/data.html' },
  { by: 'huggingface_hub', pattern: /\b(?:huggingface-cli|hf) download \S/, source: 'https://huggingface.co/docs/huggingface_hub/guides/cli#hf-download' },
  { by: 'huggingface_hub', pattern: /\b(?:snapshot_download|hf_hub_download)\(/, source: 'https://huggingface.co/docs/huggingface_hub/guides/download' },
  { by: 'transformers', pattern: /\.from_pretrained\(|\bpipeline\(\s*["']/, source: 'https://huggingface.co/docs/transformers/main_classes/model#transformers.PreTrainedModel.from_pretrained' },
  { by: 'sentence-transformers', pattern: /\b(?:SentenceTransformer|CrossEncoder)\(/, source: 'https://sbert.net/docs/package_reference/sentence_transformer/SentenceTransformer.html' },
  { by: 'playwright', pattern: /\bplaywright install(?!-deps)\b/, source: 'https://playwright.dev/python/docs/browsers' },
  { by: 'whisper', pattern: /\bwhisper\.load_model\(|\bWhisperModel\(/, source: 'https://github.com/openai/whisper#python-usage' },
  { by: 'torch', pattern: /\btorch\.hub\.(?:load|download_url_to_file)\(/, source: 'https://pytorch.org/docs/stable/hub.html' },
  { by: 'stanza', pattern: /\bstanza\.download\(/, source: 'https://stanfordnlp.github.io/stanza/download_models.html' },
  { by: 'tiktoken', pattern: /\btiktoken\.(?:get_encoding|encoding_for_model)\(/, source: 'https://github.com/openai/tiktoken#-tiktoken' },
  { by: 'flashinfer', pattern: /\bflashinfer download-cubin\b/, source: 'https://docs.flashinfer.ai/installation.html' },
  { by: 'ollama', pattern: /\bollama pull \S/, source: 'https://github.com/ollama/ollama#pull-a-model' },
  { by: 'git lfs', pattern: /^git (?:clone|lfs pull).*huggingface\.co\//, source: 'https://huggingface.co/docs/hub/repositories-getting-started' },
  { by: 'download', pattern: /^(?:\S*\/)?(?:curl|wget|aria2c) .*\.(?:safetensors|gguf|ggml|onnx|pth|pt|ckpt|h5|pb|tflite|caffemodel|weights)\b/, source: 'the file name ends like the weights of a model' },
];

const SPEAKS = /^(?:echo|printf|grep|sed|awk|cat|apt-get|apt|apk|pip|pip3)$/;

/** What a command fetches of this kind; null: nothing that the table knows. */
export function modelFetchOf(step: Step): ModelFetch | null {
  const [words = []] = step.rounds;
  const name = programOf(words);
  if (name !== null && SPEAKS.test(name)) return null;
  const body = step.redirects.find((redirect) => redirect.body)?.body?.text ?? '';
  const line = `${words.map(({ value, text }) => value ?? text).join(' ')} ${name?.startsWith('python') === true ? body : ''}`.slice(0, MAX_LINE);
  const row = TABLE.find(({ pattern }) => pattern.test(line));
  return row ? { ...factOf(step), by: row.by, text: textOf(step), source: row.source } : null;
}

/** A line is searched no further than this. */
const MAX_LINE = 20_000;
