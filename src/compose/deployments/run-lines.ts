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
/** No image has a longer name, and no file sets it further down. */
const LONGEST_NAME = 300;
const LONGEST_FILE = 300_000;

/**
 * Every `docker run` of a script, a Makefile or a pipeline: its image, what it starts there, and the variables that it sets
 * (https://docs.docker.com/reference/cli/docker/container/run/).
 */
export function readRunLines(path: string, text: string): DeploymentFile {
  const containers: DeployedContainer[] = [];
  let line = 1;
  let counted = 0;
  const set = assignments(text);
  let looked = 0;
  for (const match of text.slice(0, LONGEST_FILE).matchAll(RUNS)) {
    if (looked++ >= MOST) break;
    const at = match.index + match[0].length;
    if (/^[ \t]*(?:#|\/\/)/.test(text.slice(Math.max(text.lastIndexOf('\n', match.index) + 1, match.index - LONGEST_NAME), match.index))) continue;
    for (; counted < at; counted++) if (text[counted] === '\n') line++;
    const found = runOf(commandAt(text, at), { path, line }, set);
    if (found !== null) containers.push(found);
  }
  return { ...NO_DEPLOYMENTS, containers };
}

/** Options that take no value; every other does, unless it has one behind `=`. */
const FLAGS: ReadonlySet<string> = new Set([
  '--detach', '--disable-content-trust', '--help', '--init', '--interactive', '--no-healthcheck', '--oom-kill-disable', '--privileged', '--publish-all', '--quiet', '--read-only',
  '--rm', '--sig-proxy', '--tty', '--use-api-socket', '--replace', '--no-hosts', '--rmi', '--env-host', '--http-proxy', '--tls-verify', '--read-only-tmpfs',
]);

function runOf(words: readonly string[], at: DeployedContainer['at'], set: ReadonlyMap<string, string>): DeployedContainer | null {
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
  if (image === undefined || image.length > LONGEST_NAME) return null;
  const given = words.slice(index + 1);
  return container({
    at, because: 'docker run', folder: folderOf(at.path), images: imagesNamed(image, set), name, within: [], entrypoint,
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
function imagesNamed(image: string, set: ReadonlyMap<string, string>): readonly string[] {
  if (!image.includes('$')) return [image];
  const filled = image.replaceAll(VARIABLE, (whole, expression: string | undefined, name: string | undefined, fallback: string | undefined) => {
    return set.get(expression ?? name ?? '') ?? fallback ?? (/^\$[({]{1,2}/.test(whole) ? '$X' : whole);
  });
  return [...new Set([filled, image.replaceAll(VARIABLE, '$X')])];
}

/** `${{ env.IMAGE }}`, `$(IMAGE)`, `${IMAGE:-acme/api}`, `$IMAGE`. */
const VARIABLE = /\$\{\{\s*(?:\w+\.)*([\w-]+)\s*\}\}|\$[({]?(\w+)(?::?-([^})]*))?[)}]?/g;

/** The first plain value that a text gives each name: `IMAGE=acme/api`, `IMAGE ?= acme/api`, `IMAGE: acme/api`. */
function assignments(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', value = ''] of text.slice(0, LONGEST_FILE).matchAll(/(?:^|[\s;])([A-Za-z_][\w-]{0,80})[ \t]{0,20}(?:[:?]?=|:)[ \t]{0,20}["']?([\w./:@-]{1,300})/g)) {
    if (!found.has(name)) found.set(name, value);
  }
  return found;
}
