import { resolve } from 'node:path';
import type { PipList } from '#files/pip-list.js';
import type { Outside } from '#io/outside.js';
import type { NeedOptions } from '#needs/workspace-needs.js';
import { UsageError } from './errors.js';
import type { Arguments } from './flags.js';
import type { Terminal } from './terminal.js';

/** What `--venv` and `--pip-list` say is installed; null: neither was given. Nothing of an environment is run. */
export async function metadataOf({ venv, pipList }: Arguments, terminal: Terminal, { io }: Outside): Promise<NeedOptions['metadata']> {
  if (venv === null && pipList.length === 0) return null;
  const { givenMetadata } = await import('#needs/given.js');
  const lists = new Map<string, PipList>();
  for (const { service, file } of pipList) lists.set(service, await versionsIn(file, terminal, io));
  if (venv === null) return givenMetadata(null, lists);
  const { installedMetadata } = await import('#files/installed-metadata.js');
  const folder = resolve(terminal.cwd, venv);
  const installed = installedMetadata(io, folder);
  if (!installed.ok) throw new UsageError(`--venv ${venv}: ${installed.reason.replaceAll(folder, venv)}`);
  for (const { path, reason } of installed.value.unread) terminal.note(`${path}: ${reason}; what it is about is not known`);
  return givenMetadata(installed.value, lists);
}

async function versionsIn(file: string, { cwd }: Terminal, io: Outside['io']): Promise<PipList> {
  const { decode } = await import('#text/decode.js');
  const { readPipList } = await import('#files/pip-list.js');
  const bytes = io.readFile(resolve(cwd, file));
  if (!bytes.ok) throw new UsageError(`--pip-list ${file}: ${bytes.reason}`);
  const decoded = decode(bytes.value);
  if (!decoded.ok) throw new UsageError(`--pip-list ${file}: ${decoded.reason}`);
  const list = readPipList(decoded.text);
  if (!list.ok) throw new UsageError(`--pip-list ${file}: ${list.reason}`);
  return list.value;
}
