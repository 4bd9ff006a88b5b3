import type { Flag, Instruction } from './types.js';

type FlagKind = 'string' | 'bool' | 'list';

/** The flags that BuildKit 0.32 knows (frontend/dockerfile/instructions). */
const FLAGS: Readonly<Record<string, Readonly<Record<string, FlagKind>>>> = {
  ADD: {
    chown: 'string', chmod: 'string', link: 'bool', 'keep-git-dir': 'bool', checksum: 'string', unpack: 'bool', exclude: 'list',
  },
  COPY: { chown: 'string', from: 'string', chmod: 'string', link: 'bool', exclude: 'list', parents: 'bool' },
  FROM: { platform: 'string' },
  HEALTHCHECK: { interval: 'string', timeout: 'string', 'start-period': 'string', 'start-interval': 'string', retries: 'string' },
  RUN: { mount: 'list', network: 'string', security: 'string', device: 'list' },
};

/** Instructions whose flags BuildKit never looks at. */
const UNCHECKED: ReadonlySet<string> = new Set(['ARG', 'STOPSIGNAL']);

/** Why BuildKit refuses the flags of an instruction (bflag.go), or null. */
export function flagError({ keyword, flags }: Pick<Instruction, 'keyword' | 'flags'>): string | null {
  if (UNCHECKED.has(keyword)) return null;
  const used = new Set<string>();
  for (const flag of flags) {
    const kind = FLAGS[keyword]?.[flag.name];
    if (!kind) return `${keyword} knows no flag \`--${flag.name}\``;
    if (used.has(flag.name) && kind !== 'list') return `the flag \`--${flag.name}\` stands there twice`;
    used.add(flag.name);
    if (kind === 'bool') {
      if (flag.value === null || /^(true|false)$/i.test(flag.value)) continue;
      return `the flag \`--${flag.name}\` takes true or false`;
    }
    if (flag.value === null) return `the flag \`--${flag.name}\` has no value`;
    const reason = valueError(keyword, flag, flag.value);
    if (reason) return reason;
  }
  return null;
}

function valueError(keyword: string, { name }: Flag, value: string): string | null {
  if (keyword === 'RUN') return runFlagError(name, value);
  if (keyword !== 'HEALTHCHECK' || value === '') return null;
  if (name !== 'retries') return durationError(name, value);
  return /^(\+?\d+|-0+)$/.test(value) && Number(value) < 2 ** 31 ? null : `\`--retries=${value}\` is no count`;
}

function runFlagError(name: string, value: string): string | null {
  if (name === 'network') return /^(default|none|host)$/.test(value) ? null : `\`--network=${value}\` is no network mode`;
  if (name === 'security') return /^(insecure|sandbox)$/.test(value) ? null : `\`--security=${value}\` is no security mode`;
  if (value === '') return `an empty \`--${name}\``;
  if (value.includes('"')) return `a quote inside \`--${name}\``;
  if (name !== 'mount') return null;
  // BuildKit takes variables in every field of a mount but this one.
  const from = value.split(',').find((field) => /^from=.*\$./i.test(field));
  return from === undefined ? null : 'a variable in `--mount=…,from=`';
}

const DURATION = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h)/;
const MILLISECONDS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, 'μs': 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6 };

/** Go's time.ParseDuration, with BuildKit's least interval of one millisecond. */
function durationError(name: string, value: string): string | null {
  const reason = `\`--${name}=${value}\` is no duration`;
  if (/^[+-]?0$/.test(value)) return null;
  if (!DURATION.test(value)) return reason;
  let total = 0;
  let rest = value.replace(/^[+-]/, '');
  while (rest !== '') {
    const match = /^(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/.exec(rest);
    if (!match) return reason;
    total += Number(match[1]) * (MILLISECONDS[match[2] ?? ''] ?? 0);
    rest = rest.slice(match[0].length);
  }
  if (total === 0) return null;
  return total < 1 || value.startsWith('-') ? `\`--${name}=${value}\` is less than a millisecond` : null;
}
