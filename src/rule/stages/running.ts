import { saidOnce } from '#answer/once.js';
import { imageFiles } from '#image/files/files.js';
import { commandsOf } from '#needs/code/command-lines.js';
import { runnersOf } from '#needs/code/runners.js';
import { unheard } from '#answer/ledger.js';
import { workspaceNeeds } from '#needs/workspace-needs.js';
import type { ComposeService } from '#compose/types.js';
import { signsIn, startedFiles, type Sign } from './signs.js';
import type { StageWorld } from './world.js';

/** What runs in the containers of a Dockerfile. */
export interface Running {
  /** What speaks against an environment in another folder and an image without compilers. */
  readonly signs: readonly Sign[];
  /** How many files and commands were looked at. */
  readonly searched: number;
  /** Whether a program is named in what runs. */
  names(program: string): boolean;
  /** Why not all of it can be told; null: it can. */
  readonly untold: string | null;
}

/** Commands of the image, of compose and of deployments, the scripts that they start, and the code. */
export function runningIn(world: StageWorld, venv: string): Running {
  const { images, snapshot, model } = world;
  return unheard(() => {
    const signs: Sign[] = [];
    const texts: string[] = [];
    let searched = 0;
    let untold: string | null = null;
    const python = new Set<string>();
    for (const image of images) {
      const runners = runnersOf(snapshot).get(image.build) ?? [];
      const commands = commandsOf(image, runners, snapshot);
      untold ??= commands.untold?.text ?? null;
      const lines = commands.starts.map(({ words, at }): Sign => ({ text: words.join(' '), at }));
      const reached = reachedIn(world, image.build.id);
      const found = signsIn(snapshot, image, lines, reached);
      signs.push(...found.signs, ...runners.flatMap((runner) => composeSigns(runner, venv)));
      searched += found.searched;
      texts.push(...lines.map(({ text }) => text));
      const { files, more } = imageFiles(image);
      const origins = files.map(({ origin }) => origin);
      for (const path of origins) if (path.endsWith('.py') && (reached === null || reached.has(path))) python.add(path);
      for (const path of startedFiles(snapshot, origins, lines)) texts.push(snapshot.text(path)?.slice(0, 100_000) ?? '');
      untold ??= more;
    }
    for (const { stage } of model.stages) for (const { keyword, joined } of stage.instructions) if (/^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword)) texts.push(joined);
    const code = [...python];
    const names = (program: string): boolean => {
      const word = program.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const inText = new RegExp(`(?:^|[\\s;&|"'(\`/,\\[])${word}(?=$|[\\s;&|"')\`,\\]])`, 'm');
      const inCode = new RegExp(`["'](?:/usr)?(?:/bin/)?${word}(?=["'\\s])`);
      return texts.some((text) => inText.test(text)) || code.some((path) => inCode.test(snapshot.text(path) ?? ''));
    };
    return { signs: saidOnce(signs), searched, names, untold };
  });
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
