import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { INSTALL_LISTS, type ServiceCase } from './service-cases.js';

/** A shape of Dockerfile, laid out in two stages, as its check.json says what is seen of it. */
export interface TwoStageCase extends ServiceCase {
  /** Its HEALTHCHECK is to succeed. */
  readonly isHealthy: boolean;
}

/** check.json. */
interface Written {
  /** What the container answers as its command starts it. */
  readonly url: string;
  readonly health?: boolean;
  /** Of the build, by id: what they say. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly onlyInAll?: boolean;
}

export function twoStageCases(folder: string): readonly TwoStageCase[] {
  return readdirSync(folder).sort().map((name) => caseOf(join(folder, name), name));
}

function caseOf(folder: string, name: string): TwoStageCase {
  const { url, health = false, secrets = {}, target = null, onlyInAll = false } = JSON.parse(readFileSync(join(folder, 'check.json'), 'utf8')) as Written;
  return {
    name: `two-stages/${name}`,
    workspace: join(folder, 'workspace'),
    context: '.',
    dockerfile: 'Dockerfile',
    target,
    secrets,
    environment: {},
    commands: [null],
    health: url,
    isHealthy: health,
    routes: [],
    rules: ['dockerfile/multi-stage'],
    fires: [],
    left: [INSTALL_LISTS],
    loaded: [],
    user: null,
    gone: [],
    onlyInAll,
  };
}
