import { known, row } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import type { ImageModel } from '#image/image.js';
import { runnersOf } from '#needs/code/runners.js';
import type { StageWorld } from '#rule/stages/world.js';
import { codeOf } from './code.js';
import { pythonCode } from './probe.js';
import { mayShadow, officialPython } from './python.js';
import { isHealthPath, routesIn, type Route } from './routes.js';
import type { HealthMissing } from './types.js';

/** Images without a health check whose code has a route for one: those that a compose file runs, since Kubernetes and others ask by themselves. */
export function healthMissing(world: StageWorld): HealthMissing | null {
  return unheard(() => {
    const { images, model, snapshot } = world;
    const runners = runnersOf(snapshot);
    const run = images.filter(({ build, entry }) => entry.healthcheck === null && (runners.get(build) ?? []).some(({ healthcheck }) => healthcheck === null));
    const [first] = run;
    if (!first || run.length < images.length) return null;
    const found = run.map((image) => lineFor(world, image));
    const [one] = found;
    if (!one || found.some((other) => other?.line !== one.line)) return null;
    const from = model.stages[first.target]?.stage.instructions.findLast(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT') ?? model.stages[first.target]?.stage.from.instruction;
    const because = `${one.route.path} is a route of the code`;
    return { at: { path: model.document.path, line: from?.lines.first ?? 1 }, path: one.route.path, line: one.line, route: () => ask(known(one.route.path, because, [row('source', because, one.route.at)])) };
  });
}

const PREFERRED = ['/healthz', '/health', '/livez', '/live', '/liveness', '/health/live', '/api/health'];

function lineFor(world: StageWorld, image: ImageModel): { readonly line: string; readonly route: Route } | null {
  const base = officialPython(image);
  const port = portOf(image);
  if (base === null || port === null) return null;
  const routes = routesIn(world.snapshot, codeOf(world, image), isHealthPath).filter(({ path }) => isHealthPath(path));
  const rank = ({ path }: Route): number => (PREFERRED.includes(path) ? PREFERRED.indexOf(path) : PREFERRED.length);
  const [route] = routes.toSorted((a, b) => rank(a) - rank(b) || a.path.length - b.path.length);
  if (!route) return null;
  const code = pythonCode({ tool: 'curl', url: `http://localhost:${port}${route.path}`, timeout: null, follows: true });
  const words = ['python', ...(mayShadow(image, base.python) ? ['-I'] : []), '-c', code];
  return { route, line: `HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD [${words.map((word) => JSON.stringify(word)).join(', ')}]` };
}

/** The one port that it says it listens at: `--port 8000`, `--bind 0.0.0.0:8000` of its command, else EXPOSE. */
function portOf({ entry, ports }: ImageModel): string | null {
  const words = [entry.entrypoint, entry.command].flatMap((command) => command?.words ?? []).join(' ');
  const said = /(?:--port[ =]|-p |--bind[ =]\S*:|-b \S*:)(\d{2,5})\b/.exec(words)?.[1];
  if (said !== undefined) return said;
  const tcp = ports.flatMap((port) => /^(\d+)(?:\/tcp)?$/.exec(port)?.[1] ?? []);
  return tcp.length === 1 && ports.length === 1 ? (tcp[0] ?? null) : null;
}
