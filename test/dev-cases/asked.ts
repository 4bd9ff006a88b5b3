import { runParts } from '#dockerfile/run.js';
import { parseDockerfile } from '#dockerfile/parse.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import { kindOf } from '#files/kinds.js';
import { managerCall, type ManagerCall } from '#image/installs/calls.js';
import { normalizeName } from '#pep/name.js';
import { parsePep508 } from '#pep/pep508.js';
import { parseRequirements } from '#requirements/parse.js';

/** Distributions that a requirements file, or an install in a Dockerfile, asks for by name (PEP 503); empty where there is no text. */
export function askedFor(path: string, text: string | null): ReadonlySet<string> {
  if (text === null) return new Set();
  return new Set(kindOf(path) === 'dockerfile' ? askedInline(path, text) : askedInFile(path, text));
}

function askedInFile(path: string, text: string): readonly string[] {
  const document = parseRequirements(path, text);
  if (!document.ok) return [];
  return document.value.entries.flatMap((entry) => (entry.kind === 'requirement' || entry.kind === 'local' ? (entry.name ?? []) : []));
}

function askedInline(path: string, text: string): readonly string[] {
  const document = parseDockerfile(path, text);
  if (!document.ok) return [];
  return callsOf(document.value).flatMap((call) => {
    if (!/install|add/.test(call.subcommand)) return [];
    return call.arguments.flatMap((word) => {
      const requirement = word === null || word.startsWith('-') ? null : parsePep508(word);
      return requirement?.ok ? normalizeName(requirement.value.name) : [];
    });
  });
}

/** The package-manager calls of some RUNs, all stages where none are named. */
export function callsOf(document: DockerfileDocument, instructions = document.instructions): readonly ManagerCall[] {
  return instructions.flatMap((instruction) => {
    const parts = instruction.keyword === 'RUN' ? runParts(document, instruction) : null;
    if (!parts?.ok) return [];
    return parts.value.commands.flatMap(({ command }) => managerCall(command.words.map(({ value }) => value)) ?? []);
  });
}

const INDEX_OPTIONS = ['--index-url', '--extra-index-url', '--find-links'];

/** How many package indexes a requirements file or a Dockerfile names: options of lines, options and variables of instructions. */
export function countIndexes(path: string, text: string | null): number {
  if (text === null) return 0;
  if (kindOf(path) === 'dockerfile') return countInDockerfile(path, text);
  const document = parseRequirements(path, text);
  if (!document.ok) return 0;
  return document.value.entries.flatMap((entry) => ('options' in entry ? entry.options.filter(({ name }) => INDEX_OPTIONS.includes(name)) : [])).length;
}

const INDEX_WORDS = /index-url|--find-links|--default-index|--index\b|--torch-backend|INDEX_URL\b|\bUV_(?:DEFAULT_)?INDEX\b/g;

/** The short options count in calls of a package manager alone: `curl -f http://…` is something else. */
function countInDockerfile(path: string, text: string): number {
  const document = parseDockerfile(path, text);
  if (!document.ok) return countMatches(text, INDEX_WORDS);
  const short = callsOf(document.value).flatMap((call) => call.arguments.filter((word) => word !== null && /^-[if](?:$|https?:)/.test(word)));
  return short.length + countMatches(document.value.instructions.map(({ joined }) => joined).join('\n'), INDEX_WORDS);
}

/** How often a text names an index or a wheel of torch for the CPU alone. */
export function countCpuTorch(text: string | null): number {
  return countMatches((text ?? '').replaceAll(/^\s*#.*$/gm, ''), /\/whl\/cpu\b|\btorch\s*={2,3}\s*[\w.]+\+cpu\b|--torch-backend[= ]cpu\b/g);
}

function countMatches(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
