import type { Place } from '#answer/answer.js';
import { unique } from './merge.js';
import { type ComposeTree, itemsAt, known, shownTree, textAt, valueAt } from './tree.js';
import { pathFrom } from '#compose/context-path.js';
import type { ComposeService } from '#compose/types.js';

// PATH_MAX of Linux; longer texts would only cost time.
const LONGEST_PATH = 4096;

/** `volumes:` of a service that bind a folder or file of the workspace, in their short and long form. */
export function composeMounts(service: ComposeTree, problem: (at: Place, reason: string) => void): ComposeService['mounts'] {
  const volumes = unique(itemsAt(service, 'volumes'), (item) => targetOf(item));
  return volumes.flatMap((item) => {
    const target = targetOf(item);
    const text = item.kind === 'map' ? textAt(item, 'source') : item;
    if (target === null || text?.kind !== 'text') return [];
    const written = item.kind === 'map' ? text.text : (shortVolume(text.text)?.source ?? '');
    if (item.kind === 'map' ? textAt(item, 'type')?.text !== 'bind' : !isFilePath(written)) return [];
    const source = known({ ...text, text: written });
    if (!source.ok) {
      problem(text.at, `what ${text.text} mounts cannot be told: ${source.reason}`);
      return [];
    }
    // The rest of the machine hides nothing that comes from the workspace that we could know of.
    const path = pathFrom(text.folder, source.value);
    return path.ok ? [{ source: path.value, target, at: item.at }] : [];
  });
}

function targetOf(item: ComposeTree): string | null {
  if (item.kind === 'map') return trimmed(textAt(item, 'target')?.text ?? null);
  return item.kind === 'text' ? trimmed(shortVolume(item.text)?.target ?? null) : null;
}

function trimmed(target: string | null): string | null {
  return target === null || target === '/' ? target : target.replace(/\/+$/, '');
}

/** `source:target[:mode]`, where `source` may begin with a drive of Windows and hold a variable that is not filled in. */
function shortVolume(text: string): { readonly source: string; readonly target: string } | null {
  if (text.length > LONGEST_PATH) return null;
  const [first, second, third] = text.match(/(?:\$\{[^}]*\}|[^:])+/g) ?? [];
  if (first === undefined || second === undefined) return { source: '', target: first ?? '' };
  if (/^[A-Za-z]$/.test(first) && third !== undefined) return { source: `${first}:${second}`, target: third };
  return { source: first, target: second };
}

function isFilePath(source: string): boolean {
  // A variable in front may hold a path or the name of a volume; only a path would be of interest here.
  return /^[./~$]/.test(source) || /^[A-Za-z]:[\\/]/.test(source);
}

/** Whether a part of a service says that it runs on an accelerator: any that is asked for, as it is written. */
export function composeAccelerators(service: ComposeTree): ComposeService['accelerators'] {
  const found: { text: string; at: Place }[] = [];
  const runtime = textAt(service, 'runtime');
  if (runtime && !/^(?:runc|io\.containerd\.runc\.v2|crun|runsc|kata.*)?$/.test(runtime.text)) found.push({ text: `runtime: ${runtime.text}`, at: runtime.at });
  const gpus = valueAt(service, 'gpus');
  if (gpus) found.push({ text: `gpus: ${shownTree(gpus)}`, at: gpus.at });
  for (const item of itemsAt(service, 'deploy', 'resources', 'reservations', 'devices')) found.push({ text: shownTree(item), at: item.at });
  for (const item of itemsAt(service, 'deploy', 'resources', 'reservations', 'generic_resources')) {
    if (/gpu|nvidia/i.test(shownTree(item))) found.push({ text: shownTree(item), at: item.at });
  }
  for (const item of itemsAt(service, 'devices')) {
    if (/nvidia|\/dev\/dri|\/dev\/kfd|\/dev\/accel|habana|gpu|\/dev\/davinci|\/dev\/neuron/i.test(shownTree(item))) found.push({ text: `devices: ${shownTree(item)}`, at: item.at });
  }
  return found;
}

