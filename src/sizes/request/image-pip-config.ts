import type { Snapshot } from '#files/snapshot.js';
import { originOf } from '#image/files/origin.js';
import type { ImageModel } from '#image/image.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { iniValue, readIni } from '#pyproject/ini.js';
import { addIndex, type IndexDraft } from './index-options.js';

/** Where pip of an image looks for its configuration, the later ones before the earlier ones (pip/_internal/configuration.py, 26.0). */
const FILES = ['/etc/xdg/pip/pip.conf', '/etc/pip.conf', '/root/.pip/pip.conf', '/root/.config/pip/pip.conf'];

/**
 * What a `pip.conf` that the image takes from the workspace says of indexes, where the call, its variables and its files say
 * nothing. One that cannot be found or read is a doubt, since it may name any index.
 */
export function addConfiguredIndexes(image: ImageModel, snapshot: Snapshot, { install }: ResolvedInstall, draft: IndexDraft): void {
  if (install.call.manager !== 'pip' && install.call.manager !== 'pipx' && install.call.manager !== 'pipenv') return;
  const named = install.variable('PIP_CONFIG_FILE');
  if (named === '/dev/null') return;
  let index: string | null = null;
  let extra: readonly string[] = [];
  for (const path of [...FILES, ...(typeof named === 'string' && named !== '' ? [named] : [])]) {
    const origin = path.startsWith('/') ? originOf(image.copies, install.stage, install.at, path) : null;
    const text = origin?.kind === 'workspace' ? snapshot.text(origin.path) : null;
    if (text === null) {
      if (path === named || origin?.kind === 'workspace') draft.refused.push({ what: path, reason: 'a configuration of pip that cannot be read: it may name other indexes' });
      continue;
    }
    const ini = readIni(text);
    for (const section of ['global', 'install']) {
      index = iniValue(ini, section, 'index-url')?.lines[0]?.text ?? index;
      extra = iniValue(ini, section, 'extra-index-url')?.lines.flatMap((line) => line.text.split(/\s+/)) ?? extra;
    }
  }
  if (draft.index === null && index !== null) addIndex(draft, index, 'index');
  if (draft.extra.length === 0) for (const url of extra) addIndex(draft, url, 'extra');
}
