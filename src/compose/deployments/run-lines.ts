import { folderOf } from '#text/paths.js';
import { isMakefile } from '#compose/make/make.js';
import { isScriptFile } from '#compose/shell/scripts.js';
import { container, NO_DEPLOYMENTS, type DeployedContainer, type DeployedVariable, type DeployedWords, type DeploymentFile } from './types.js';
import { commandAt } from './run-words.js';

/** Whether a file may hold commands that run images: a script, a Makefile, a pipeline, a unit of systemd. */
export function mayRunImages(path: string): boolean {
  return isScriptFile(path) || isMakefile(path) || PIPELINES.test(path);
}

const PIPELINES = /(?:^|\/)\.(?:github|gitlab|circleci|buildkite|woodpecker|tekton)\/.*\.ya?ml$|(?:^|\/)(?:\.gitlab-ci|\.travis|\.drone|azure-pipelines|bitbucket-pipelines|Taskfile|cloudbuild)[^/]*\.ya?ml$|(?:^|\/)(?:[Jj]ustfile|Jenkinsfile)[^/]*$|\.(?:service|mk|bat|ps1)$/;

const RUNS = /(?:^|[\s;&|(@"'`=])((?:nvidia-)?docker|podman|nerdctl|\$[({](?:DOCKER|DOCKER_CMD|CONTAINER_ENGINE)[)}])\s+(?:container\s+)?(run|create)(?=\s)/g;

/** More of them in one file say nothing new. */
const MOST = 500;

/**
 * Every `docker run` of a script, a Makefile or a pipeline: its image, what it starts there, and the variables that it sets
 * (https://docs.docker.com/reference/cli/docker/container/run/).
 */
export function readRunLines(path: string, text: string): DeploymentFile {
  const containers: DeployedContainer[] = [];
  let line = 1;
  let counted = 0;
  for (const match of text.matchAll(RUNS)) {
    if (containers.length >= MOST) break;
    const at = match.index + match[0].length;
    if (/^\s*(?:#|\/\/)/.test(text.slice(text.lastIndexOf('\n', match.index) + 1, match.index))) continue;
    for (; counted < at; counted++) if (text[counted] === '\n') line++;
    const found = runOf(commandAt(text, at), { path, line }, text);
    if (found !== null) containers.push(found);
  }
  return { ...NO_DEPLOYMENTS, containers };
}

/** Options that take no value; every other does, unless it has one behind `=`. */
const FLAGS: ReadonlySet<string> = new Set([
  '--detach', '--disable-content-trust', '--help', '--init', '--interactive', '--no-healthcheck', '--oom-kill-disable', '--privileged', '--publish-all', '--quiet', '--read-only',
  '--rm', '--sig-proxy', '--tty', '--use-api-socket', '--replace', '--no-hosts', '--rmi', '--env-host', '--http-proxy', '--tls-verify', '--read-only-tmpfs',
]);

function runOf(words: readonly string[], at: DeployedContainer['at'], text: string): DeployedContainer | null {
  const environment: DeployedVariable[] = [];
  let entrypoint: DeployedWords | null = null;
  let workingDir: string | null = null;
  let name: string | null = null;
  let index = 0;
  for (; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') index += 1;
    if (!word.startsWith('-') || word === '-' || word === '--') break;
    const [, option = '', value = null] = /^(--[\w-]+)(?:=(.*))?$/s.exec(word) ?? shortOption(word);
    const given = value ?? (FLAGS.has(option) ? null : (words[++index] ?? null));
    if (given === null) continue;
    if (option === '--entrypoint') entrypoint = { words: given === '' ? [] : [given], at };
    else if (option === '-w' || option === '--workdir') workingDir = given;
    else if (option === '--name') name = given;
    else if (option === '-e' || option === '--env') environment.push(...variableOf(given, at));
  }
  // Options in a variable (`$DOCKER_OPTS IMAGE`) stand before the image as a word of their own.
  while (/^\$[({]?\w*(?:OPT|ARG|FLAG|MOUNT|VOLUME|ENV)\w*[)}]?$/i.test(words[index] ?? '') && index + 1 < words.length) index += 1;
  const image = words[index];
  if (image === undefined) return null;
  const given = words.slice(index + 1);
  return container({
    at, because: 'docker run', folder: folderOf(at.path), images: imagesNamed(image, text), name, within: [], entrypoint,
    command: given.length === 0 ? null : { words: given, at }, environment, workingDir,
  });
}

/** `-it`, `-dp 80:80`, `-eA=b`: letters without a value, and one with. */
function shortOption(word: string): readonly [string, string, string | null] {
  const [, letter = '', rest = ''] = /^-[ditPq]*([a-zA-Z]?)(.*)$/s.exec(word) ?? [];
  return letter === '' ? [word, '--rm', null] : [word, `-${letter}`, rest === '' ? null : rest];
}

function variableOf(given: string, at: DeployedContainer['at']): readonly DeployedVariable[] {
  const [, name = '', value = null] = /^([\w.-]+)(?:=(.*))?$/s.exec(given) ?? [];
  return name === '' ? [] : [{ name, value: value === null || value.includes('$') ? null : value, at }];
}

/** An image, with what the file itself gives the variables in it. */
function imagesNamed(image: string, text: string): readonly string[] {
  if (!image.includes('$')) return [image];
  const filled = image.replaceAll(/\$\{\{\s*(?:\w+\.)*(\w+)\s*\}\}|\$[({]?(\w+)(?::?-([^})]*))?[)}]?/g, (whole, expression: string | undefined, name: string | undefined, fallback: string | undefined) => {
    return assigned(expression ?? name ?? '', text) ?? fallback ?? (whole.startsWith('${{') || whole.startsWith('$(') ? '$X' : whole);
  });
  return [...new Set([filled, image.replaceAll(/\$\{\{.*?\}\}|\$\(\w+\)/g, '$X')])];
}

/** The first plain value that a text gives a name: `IMAGE=acme/api`, `IMAGE ?= acme/api`, `IMAGE: acme/api`. */
function assigned(name: string, text: string): string | null {
  if (!/^[A-Za-z_]\w*$/.test(name)) return null;
  const value = new RegExp(`(?:^|[\\s;])${name}\\s*(?:[:?]?=|:)\\s*["']?([\\w./:@-]+)`, 'm').exec(text.slice(0, 300_000))?.[1];
  return value ?? null;
}
