import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import type { PipOption } from '#requirements/types.js';
import type { Indexes } from '#sizes/types.js';

/** The indexes of an install while its options are read; `refused` takes what a resolver on another machine cannot use. */
export interface IndexDraft {
  index: string | null;
  extra: string[];
  findLinks: string[];
  noIndex: boolean;
  choice: Indexes['choice'];
  /** The call or a variable names the index, and no file that it reads takes its place: uv's rule, not pip's. */
  fixed: boolean;
  readonly refused: { readonly what: string; readonly reason: string }[];
}

/** PyTorch's own indexes (https://docs.astral.sh/uv/guides/integration/pytorch/). */
const PYTORCH = 'https://download.pytorch.org/whl/';

/**
 * What the call itself and the variables that it sees say. pip's variables hold for pip, uv's for uv; uv takes the first
 * index that has a name (https://docs.astral.sh/uv/concepts/indexes/), all others the best version of all.
 */
export function callIndexes({ install, indexes }: ResolvedInstall): IndexDraft {
  const { manager } = install.call;
  const draft: IndexDraft = { index: null, extra: [], findLinks: [], noIndex: false, choice: manager === 'uv' ? 'first-index' : 'best-version', fixed: false, refused: [] };
  const [variables, options] = [indexes.filter((text) => VARIABLE.test(text)), indexes.filter((text) => !VARIABLE.test(text))];
  for (const text of variables) fromVariable(draft, text);
  // An option of the call stands in the place of the variable of its name.
  for (const text of options) fromOption(draft, text, variables);
  const strategy = install.arguments.findIndex(({ value }) => value?.startsWith('--index-strategy') === true);
  const words = install.arguments.slice(strategy, strategy + 2).map(({ value }) => value ?? '').join(' ');
  const variable = manager === 'uv' && strategy < 0 ? install.variable('UV_INDEX_STRATEGY') : null;
  if ((strategy >= 0 && words.includes('unsafe')) || (typeof variable === 'string' && variable.startsWith('unsafe'))) draft.choice = 'best-version';
  draft.fixed = manager === 'uv' && draft.index !== null;
  if (manager === 'conda') draft.refused.push(...indexes.map((what) => ({ what, reason: 'a channel of conda' })));
  return draft;
}

const VARIABLE = /^(?:PIP|PIPENV|UV)_\w+=/;

function fromVariable(draft: IndexDraft, text: string): void {
  const at = text.indexOf('=');
  const [name, value] = [text.slice(0, at), text.slice(at + 1)];
  const all = value.split(/\s+/).filter(Boolean);
  if (name.endsWith('_NO_INDEX')) draft.noIndex = /^(?:1|true|yes|on|y|t)$/i.test(value);
  else if (name.endsWith('_FIND_LINKS')) for (const one of value.split(/[\s,]+/).filter(Boolean)) addLinks(draft, one);
  else if (name === 'UV_TORCH_BACKEND') addBackend(draft, value);
  else if (name === 'UV_INDEX' || name.endsWith('_EXTRA_INDEX_URL')) for (const one of all) addIndex(draft, one, 'extra');
  else addIndex(draft, value, 'index');
}

function fromOption(draft: IndexDraft, text: string, variables: readonly string[]): void {
  const match = /^(--?[\w-]+)(?:[= ](.*))?$/s.exec(text.trim());
  const [, name = '', raw = ''] = match ?? [];
  const value = raw.replace(/^(["'])(.*)\1$/s, '$2');
  switch (name) {
    case '--index-url':
    case '--default-index':
    case '--pypi-url':
    case '--pypi-mirror':
    case '-i':
      return addIndex(draft, value, 'index');
    case '--extra-index-url':
    case '--index':
      if (variables.some((one) => one.includes('EXTRA_INDEX') || one.startsWith('UV_INDEX=')) && draft.extra.length > 0) draft.extra = [];
      return addIndex(draft, value, 'extra');
    case '--find-links':
    case '-f':
      return addLinks(draft, value);
    case '--no-index':
    case '--offline':
      draft.noIndex = true;
      return;
    case '--torch-backend':
      return addBackend(draft, value);
    default:
      draft.refused.push({ what: text, reason: 'an option that is not understood here' });
  }
}

/**
 * The options of a requirements file, as pip applies them (`handle_option_line` in pip/_internal/req/req_file.py, 26.0):
 * `--index-url` takes the place of all indexes so far, `--extra-index-url` adds to them. For uv an index of the call stands above one of a file.
 */
export function addFileOptions(draft: IndexDraft, options: readonly PipOption[]): void {
  for (const { name, value } of options) {
    if (name === '--index-url' && value !== null && !draft.fixed) {
      draft.extra = [];
      addIndex(draft, value, 'index');
    }
  }
  for (const { name, value } of options) {
    if (name === '--no-index') Object.assign(draft, { noIndex: true, index: null, extra: [] });
    if (name === '--extra-index-url' && value !== null) addIndex(draft, value, 'extra');
    if (name === '--find-links' && value !== null) addLinks(draft, value);
  }
}

export function addIndex(draft: IndexDraft, written: string, place: 'index' | 'extra'): void {
  // uv: `name=https://…`.
  const url = written.replace(/^[\w-]+=(?=\w+:\/\/)/, '');
  if (url.includes('$')) draft.refused.push({ what: url, reason: 'the address of an index that only the build knows' });
  else if (!/^https?:\/\/./.test(url)) draft.refused.push({ what: url, reason: 'an index that is no web address' });
  else if (place === 'index') draft.index = url;
  else if (!draft.extra.includes(url)) draft.extra.push(url);
}

function addLinks(draft: IndexDraft, written: string): void {
  if (/^https?:\/\/[^$]+$/.test(written)) draft.findLinks.push(written);
  else draft.refused.push({ what: written, reason: 'a place for wheels in the image, which is not read' });
}

function addBackend(draft: IndexDraft, backend: string): void {
  if (!/^(?:cpu|cu\d+|rocm[\d.]+|xpu)$/.test(backend)) {
    draft.refused.push({ what: `--torch-backend ${backend}`, reason: 'which build of torch it takes depends on the machine' });
    return;
  }
  // uv takes it for PyTorch's packages alone, which a choice by version comes closest to.
  addIndex(draft, `${PYTORCH}${backend}`, 'extra');
  draft.choice = 'best-version';
}
