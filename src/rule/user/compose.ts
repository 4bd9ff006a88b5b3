import type { ComposeService } from '#compose/types.js';
import { documentAt, type Snapshot } from '#files/snapshot.js';
import type { Sign } from '#rule/stages/signs.js';

const DECIDES: Readonly<Record<string, string>> = {
  user: 'sets the user itself', privileged: 'runs it with all rights', cap_add: 'gives it rights of root', devices: 'hands it devices', pid: 'puts it among the processes of the machine', userns_mode: 'maps its users', group_add: 'adds groups', security_opt: 'changes what it may do', sysctls: 'sets what only root may',
};

/** What the compose files of a service say of users and rights, and the folders that they put into its containers. */
export function composeSigns({ name, project, at }: ComposeService, snapshot: Snapshot): { readonly root: readonly Sign[]; readonly volumes: readonly Sign[] } {
  const root: Sign[] = [];
  const volumes: Sign[] = [];
  for (const path of new Set([...project.files, at.path])) {
    const file = documentAt(snapshot, path);
    if (!file?.ok || file.value.kind !== 'compose') {
      volumes.push({ text: `what ${path} gives ${name} cannot be told`, at });
      continue;
    }
    for (const { way, text, line } of file.value.values) {
      // Fragments beside the services may be those of any.
      const own = way.startsWith(`services.${name}.`) ? way.slice(`services.${name}.`.length) : /^(?:\d+:)?(?:services|volumes|networks|secrets|configs|include|name|version)\b/.test(way) ? null : way.replace(/^[^.]+\./, '');
      const [key = ''] = own?.split('.') ?? [];
      const place = { path, line };
      if (own === null) continue;
      if (/docker\.sock/.test(text)) root.push({ text: `compose hands ${name} Docker's socket, which is root's`, at: place });
      else if (key === 'volumes' || key === 'volumes_from' || key === 'tmpfs') volumes.push({ text: `compose puts ${text.slice(0, 60)} into ${name}: a volume that nobody filled is root's`, at: place });
      else if (key === 'ports' && isLowPort(own, text)) root.push({ text: `compose publishes a port of ${name} that root alone may listen at (${text})`, at: place });
      else if (key === 'develop') volumes.push({ text: `compose copies changed files into ${name} while it runs, as the user of its container`, at: place });
      else if (key === 'extends') volumes.push({ text: `${name} extends another service`, at: place });
      else if (Object.hasOwn(DECIDES, key) && !(key === 'privileged' && text !== 'true')) root.push({ text: `compose ${DECIDES[key]} (${key})`, at: place });
      else if (key === 'secrets' || key === 'configs') volumes.push({ text: `compose mounts ${text} with its own owner`, at: place });
    }
  }
  return { root, volumes };
}

/** The container's side of `8080:80`, `127.0.0.1::53/udp` or `target: 80`; what a variable decides is told elsewhere. */
function isLowPort(way: string, text: string): boolean {
  const inside = /^ports(?:\.\d+)?$/.test(way) ? /(?:^|:)(\d+)(?:-\d+)?(?:\/\w+)?$/.exec(text)?.[1] : way.endsWith('.target') ? text : undefined;
  return inside !== undefined && Number(inside) > 0 && Number(inside) < 1024;
}
