import type { ProcessIo } from '#io/process-types.js';

/**
 * Takes a folder away with everything mounted below it. Never into a mount that is still there.
 * `rm` does in a second what Node's own way took a minute for.
 */
export async function clearFolder(processes: ProcessIo, folder: string): Promise<void> {
  await unmountBelow(processes, folder);
  await processes.run('rm', ['--recursive', '--force', '--one-file-system', folder], { timeout: 120_000 });
}

/** A daemon that was killed leaves its mounts behind; the deepest goes first. */
export async function unmountBelow(processes: ProcessIo, folder: string): Promise<void> {
  const listed = await processes.run('findmnt', ['--raw', '--noheadings', '--output', 'TARGET'], { timeout: 10_000 });
  if (!listed.ok) return;
  const below = listed.value.stdout.split('\n').filter((path) => path.startsWith(`${folder}/`));
  for (const path of below.sort((a, b) => b.length - a.length)) await processes.run('umount', ['--lazy', path], { timeout: 10_000 });
}
