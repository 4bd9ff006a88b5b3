import { row, type Evidence } from '#answer/answer.js';
import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { baseName, folderOf, pathIn } from '#text/paths.js';

/** How compose and `docker run` ask for a GPU: https://docs.docker.com/compose/how-tos/gpu-support/. */
const ASKS = /\bcapabilities\s*:\s*\[[^\]]*\bgpu\b|\b(?:driver|runtime)\s*[:=]\s*["']?nvidia\b|\bgpus\s*:\s*\S|--gpus\b|\bNVIDIA_VISIBLE_DEVICES\b|\bnvidia\.com\/gpu\b/i;

/** How a build is given a base or an index for a GPU, or is told of one: `--build-arg BASE=nvidia/cuda:12.4.1-runtime`, `USE_CUDA=1`. */
const BUILDS = [
  /(?:--build-arg[= ]\s*["']?\w+=|^[\s#]*(?:FROM|ARG\s+\w+\s*=)\s*["']?)\S*(?:nvidia|cuda|rocm|\/whl\/cu\d)/i,
  /--build-arg[= ]\s*["']?(?:\w*(?:cuda|gpu|rocm)\w*=(?!["']?(?:0|false|no|off|none|cpu)\b)|\w+=["']?gpu\b)/i,
  /^[\s#-]*\w+\s*:\s*["']?\S*nvidia\/cuda/i,
];

/** What people read first of a folder. */
const PAGES = ['README.md', 'readme.md', 'Readme.md', 'README.rst', 'README.txt', 'README'];

/** Folders of Dockerfiles alone: what they are for stands in the page above. */
const FOR_BUILDS = /(?:^|\/)(?:docker\w*|containers?|deploy\w*|build)$/i;

/** No person reads further for a comment. */
const MOST_LINES = 20_000;

/**
 * A comment that holds the lines for a GPU ready, in the Dockerfile or in what compose says of a service that runs it, or a page
 * beside the Dockerfile that says how it is built or run for one. Neither who does that, nor whether anybody does, stands in the workspace.
 */
export function gpuOnRequest(snapshot: Snapshot, dockerfile: string, runsAs: readonly ComposeService[]): Evidence | null {
  for (const { name, at } of runsAs) {
    const found = commented(at.path, blockOf(snapshot, at.path, at.line), at.line);
    if (found) return row('source', `a comment beside ${name} holds a GPU ready: ${found.text}`, found.at);
  }
  const found = commented(dockerfile, linesOf(snapshot, dockerfile), 1);
  if (found) return row('source', `a comment holds a GPU ready: ${found.text}`, found.at);
  const own = folderOf(dockerfile);
  for (const page of [own, ...(FOR_BUILDS.test(own) ? [folderOf(own)] : [])].flatMap((folder) => PAGES.map((name) => pathIn(folder, name)))) {
    const told = asking(page, linesOf(snapshot, page), 1, /\S/);
    if (told) return row('source', `${baseName(page)} tells how to have it with a GPU: ${told.text}`, told.at);
  }
  return null;
}

interface Line {
  readonly text: string;
  readonly at: { readonly path: string; readonly line: number };
}

function commented(path: string, lines: readonly string[], first: number): Line | null {
  return asking(path, lines, first, /^\s*#/);
}

/** The first of the lines of a kind that asks for a GPU. */
function asking(path: string, lines: readonly string[], first: number, kind: RegExp): Line | null {
  const index = lines.findIndex((line) => kind.test(line) && [ASKS, ...BUILDS].some((form) => form.test(line.slice(0, 1000))));
  const line = lines[index];
  return line === undefined ? null : { text: line.replace(/^[\s#]+/, '').slice(0, 80).trim(), at: { path, line: first + index } };
}

/** From the line of a service to the next that stands as far to the left; comments and empty lines stand where they like. */
function blockOf(snapshot: Snapshot, path: string, first: number): readonly string[] {
  const [own, ...rest] = linesOf(snapshot, path).slice(first - 1);
  if (own === undefined) return [];
  const end = rest.findIndex((line) => /^\s*[^\s#]/.test(line) && indentOf(line) <= indentOf(own));
  return [own, ...(end < 0 ? rest : rest.slice(0, end))];
}

function indentOf(line: string): number {
  return line.search(/\S/);
}

function linesOf(snapshot: Snapshot, path: string): readonly string[] {
  return snapshot.text(path)?.split('\n', MOST_LINES) ?? [];
}
