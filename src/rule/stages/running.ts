import { saidOnce } from '#answer/once.js';
import { imageFiles } from '#image/files/files.js';
import { commandsOf } from '#needs/code/command-lines.js';
import { runnersOf } from '#needs/code/runners.js';
import { assumed, known as told, row, type Answer } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { workspaceNeeds } from '#needs/workspace-needs.js';
import type { ComposeService } from '#compose/types.js';
import { escaped } from '#text/escaped.js';
import { workspaceImages } from '#services/workspace-images.js';
import { insideLines } from './inside-lines.js';
import { quotedWords } from './quoted-words.js';
import { signsIn, startedFiles, type Sign } from './signs.js';
import { memoOf, type Memo, type StageWorld } from './world.js';

/** What runs in the containers of a Dockerfile. */
export interface Running {
  /** What speaks against an environment in another folder and an image without compilers. */
  readonly signs: readonly Sign[];
  /** How many files and commands were looked at. */
  readonly searched: number;
  /** Whether a program is named in what runs. */
  names(program: string): boolean;
  /** The same, or a script that the image holds runs it, whether or not anything is known to start that. */
  mentions(program: string): boolean;
  /** The same, for words that texts use for other things as well (`file`, `as`): only where a command stands. */
  runs(program: string): boolean;
  /** An image of which nothing tells what its containers run; null: none. */
  readonly idle: string | null;
  /** The Python files of which something may run. */
  readonly code: readonly string[];
  /** Why not all of it can be told; null: it can. */
  readonly untold: string | null;
}

/** Commands of the image, of compose and of deployments, the scripts that they start, and the code. `venv`: the new folder of the environment; null: it stays where it is, and only what needs compilers counts. */
export function runningIn(world: StageWorld, venv: string | null): Running {
  const byKey = memoOf(known, world);
  const key = `${world.model.document.path}\0${venv ?? ''}`;
  const found = byKey.get(key) ?? search(world, venv);
  byKey.set(key, found);
  return found;
}

/** Files that may be scripts, by their names. */
const SCRIPT = /(?:^|\/)(?!(?:Dockerfile|Containerfile|Jenkinsfile|Pipfile|README|LICENSE|LICENCE|COPYING|NOTICE|CHANGELOG|AUTHORS|CODEOWNERS)[^/]*$)(?:[\w-]+|[\w.-]+\.(?:sh|bash|mk))$/;

const known: Memo<Running> = new WeakMap();

function search(world: StageWorld, venv: string | null): Running {
  const { images, snapshot, model } = world;
  return unheard(() => {
    const signs: Sign[] = [];
    const texts: string[] = [];
    let searched = 0;
    let untold: string | null = null;
    let idle: string | null = null;
    const scripts = new Set<string>();
    const python = new Set<string>();
    for (const image of images) {
      const runners = runnersOf(snapshot).get(image.build) ?? [];
      const commands = commandsOf(image, runners, snapshot);
      untold ??= commands.untold?.text ?? null;
      if (commands.starts.length === 0) idle ??= image.build.id;
      const tags = (workspaceImages(snapshot).joined.mentions.get(image.build) ?? []).flatMap((mention) => mention.images);
      const lines = [...commands.starts.map(({ words, at }): Sign => ({ text: words.join(' '), at })), ...insideLines(snapshot, runners, tags)];
      const reached = reachedIn(world, image.build.id);
      const found = signsIn(snapshot, image, lines, reached, venv === null ? 'tools' : 'all');
      signs.push(...found.signs, ...(venv === null ? [] : runners.flatMap((runner) => composeSigns(runner, venv))));
      searched += found.searched;
      texts.push(...lines.map(({ text }) => text));
      const { files, more } = imageFiles(image);
      const origins = files.map(({ origin }) => origin);
      for (const path of origins) if (path.endsWith('.py') && (reached === null || reached.has(path))) python.add(path);
      for (const path of origins) if (SCRIPT.test(path)) scripts.add(path);
      for (const path of startedFiles(snapshot, origins, lines)) texts.push(snapshot.text(path)?.slice(0, 100_000) ?? '');
      untold ??= more;
    }
    for (const { stage } of model.stages) for (const { keyword, joined } of stage.instructions) if (/^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword)) texts.push(joined);
    const code = [...python];
    const names = (program: string): boolean => {
      const word = escaped(program);
      const inText = new RegExp(`(?:^|[\\s;&|"'(\`/,\\[])${word}(?=$|[\\s;&|"')\`,\\]])`, 'm');
      return texts.some((text) => inText.test(text)) || code.some((path) => quotedWords(snapshot, path).all.has(program));
    };
    const runs = (program: string): boolean => {
      const word = escaped(program);
      const run = new RegExp(`(?:^[ \\t]*@?|[;&|(\`][ \\t]*|\\b(?:exec|sudo|then|do|if|time)[ \\t]+)(?:/usr)?(?:/bin/)?${word}(?=[ \\t;&|)]|$)`, 'm');
      return texts.some((text) => run.test(text)) || [...scripts].some((path) => run.test((snapshot.text(path) ?? '').slice(0, 100_000))) || code.some((path) => quotedWords(snapshot, path).called.has(program));
    };
    const mentions = (program: string): boolean => names(program) || runs(program);
    return { signs: saidOnce(signs), searched, names, mentions, runs, idle, code, untold };
  });
}

/** Those of these programs that the containers of a Dockerfile run: what starts, scripts that the images hold, code. */
export function programsRun(world: StageWorld, programs: readonly string[]): Answer<readonly string[]> {
  const running = runningIn(world, null);
  const found = programs.filter((program) => running.runs(program));
  const because = found.length === 0 ? `none of them is run by scripts of the images, or by their code (${running.searched} files and commands)` : `scripts of the images, or their code, run ${found.join(', ')}`;
  const evidence = [row(found.length === 0 ? 'absence' : 'source', because)];
  return ask(running.untold === null ? told(found, because, evidence) : assumed(found, because, evidence));
}

/** The files of code that run, where nothing may run that is not found; null: any may. */
function reachedIn({ snapshot, options }: StageWorld, build: string): ReadonlySet<string> | null {
  const reach = workspaceNeeds(snapshot, options).of(build)?.reach;
  return reach && reach.modules.size > 0 && reach.doubts.every(({ hides }) => hides === 'distributions') ? new Set(reach.modules.keys()) : null;
}

/** What a compose service puts over the image. */
function composeSigns({ environment, mounts }: ComposeService, venv: string): readonly Sign[] {
  const path = environment.get('PATH');
  const over = mounts.filter(({ target }) => target === venv || venv.startsWith(`${target.replace(/\/+$/, '')}/`) || target.startsWith(`${venv}/`) || /^\/usr\/local(?:\/|$)/.test(target));
  return [
    ...(path ? [{ text: 'compose sets PATH itself', at: path.at }] : []),
    ...over.map(({ target, at }) => ({ text: `compose mounts a folder over ${target}`, at })),
  ];
}
