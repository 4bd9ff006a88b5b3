import type { DeployedContainer, DeployedWords } from '#compose/deployments/types.js';

/** `line because image name<within: ENTRYPOINT | CMD | besides` and its variables, as far as they are told. */
export function containerLines(containers: readonly DeployedContainer[]): readonly string[] {
  return containers.map(({ at, because, images, dockerfile, name, within, entrypoint, command, besides, environment, configs, workingDir }) => {
    const which = [...images, ...(dockerfile === null ? [] : [`-f ${dockerfile}`])].join(',') || '-';
    const called = [name ?? '-', ...within].join('<');
    const parts = [
      entrypoint && `entrypoint ${words(entrypoint)}`, command && `cmd ${words(command)}`, ...besides.map((one) => `besides ${words(one)}`), workingDir && `in ${workingDir}`,
      ...environment.map((set) => `${set.name}=${set.value ?? '?'}`), ...configs.map(({ map, key, as }) => `from ${map} ${key ?? '*'} as ${as}`),
    ];
    return `${at.line} ${because} ${which} ${called}: ${parts.filter(Boolean).join('; ')}`;
  });
}

function words({ words: list }: DeployedWords): string {
  return list.map((word) => (/[\s"]/.test(word) ? JSON.stringify(word) : word)).join(' ');
}
