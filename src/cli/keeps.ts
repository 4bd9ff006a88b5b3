import { didYouMean } from '#config/nearest.js';
import type { Config, ConfiguredKeep } from '#run-types.js';
import { UsageError } from './errors.js';
import type { Terminal } from './terminal.js';

/** What was found about the keeps of a configuration, once the services and what they ask for are known. */
export interface KeepCheck {
  readonly config: Config | null;
  /** Names of the services. */
  readonly services: readonly string[];
  idleKeeps(): readonly ConfiguredKeep[];
}

/** A keep for a service that is none stops the command; one that speaks of nothing that is asked for is noted. */
export function checkKeeps({ config, services, idleKeeps }: KeepCheck, terminal: Terminal): void {
  const keeps = config?.keep ?? [];
  if (keeps.length === 0) return;
  const wrong = keeps.flatMap(({ service, serviceWritten }) =>
    service === null || services.includes(service) ? [] : [`${serviceWritten}keep: no such service ${JSON.stringify(service)}${didYouMean(service, services) || '; slimify services lists them'}`],
  );
  if (wrong.length > 0) throw new UsageError(wrong.join('\n'));
  for (const { package: name, service, written } of idleKeeps()) {
    terminal.note(`${written}keep: ${service === null ? 'nothing' : `nothing of ${service}`} asks for ${name}`);
  }
}
