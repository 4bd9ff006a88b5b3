import type { SettingsFile, Started } from './types.js';

/** Files that the programs read as settings: the places where addresses and dotted names may stand besides code. */
export function configurationFiles(started: Started): readonly SettingsFile[] {
  return started.settings;
}
