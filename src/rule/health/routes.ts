import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';

/** A route of an application that answers a GET. */
export interface Route {
  readonly path: string;
  readonly at: Place;
}

const LONGEST = 300_000;
/** `@app.get("/health")`, `@router.route('/health')`: FastAPI, Starlette, Flask, Quart, Sanic, aiohttp's RouteTableDef. */
const DECORATED = /^[ \t]*@(?<owner>[A-Za-z_][\w.]*)\.(?<verb>get|route|api_route)\([ \t]*(?:path[ \t]*=[ \t]*)?(?<quote>["'])(?<path>\/[\w./-]*)\k<quote>(?<rest>[^\n]*)/gm;
/** `app.router.add_get("/health", …)` and `web.get("/health", …)` of aiohttp. Django's `path("health/", …)` depends on who includes it. */
const ADDED = /(?:\.add_get|\bweb\.get)\(\s*(?<quote>["'])(?<path>\/[\w./-]*)\k<quote>/gm;
const WELL = /^\/(?:[\w-]+\/)*(?:healthz?|health[-_]?check|livez?|liveness|readyz?|readiness|ping|heartbeat|status)$/;

/**
 * Routes of these files whose whole path is known: those of the application itself, of a router with its prefix where one file makes
 * and another includes it by name. `wants` is asked of a route's own path, which may have a prefix yet.
 */
export function routesIn(snapshot: Snapshot, paths: readonly string[], wants: (path: string) => boolean): readonly Route[] {
  const found: Route[] = [];
  let texts: readonly Text[] | null = null;
  const all = (): readonly Text[] => (texts ??= paths.flatMap((path) => {
    const text = path.endsWith('.py') ? snapshot.text(path) : null;
    return text === null || text.length > LONGEST || !/include_router|register_blueprint|add_subapp/.test(text) ? [] : [{ path, text }];
  }));
  for (const path of paths) {
    for (const { owner, own, at } of writtenRoutes(snapshot, path)) {
      if (!wants(own)) continue;
      // An application of aiohttp below another one has its paths behind the other's.
      if (owner === null) found.push(...(all().some(({ text }) => text.includes('.add_subapp(')) ? [] : [{ path: own, at }]));
      else for (const prefix of prefixesOf(owner, { path, text: snapshot.text(path) ?? '' }, all())) found.push({ path: prefix + own, at });
    }
  }
  return found;
}

interface WrittenRoute {
  /** What it is a route of; null: of the application of aiohttp. */
  readonly owner: string | null;
  readonly own: string;
  readonly at: Place;
}

const known = new WeakMap<Snapshot, Map<string, readonly WrittenRoute[]>>();

/** Each file is read once: no rule changes code. */
function writtenRoutes(snapshot: Snapshot, path: string): readonly WrittenRoute[] {
  const start = snapshot.start ?? snapshot;
  const byPath = known.get(start) ?? new Map<string, readonly WrittenRoute[]>();
  known.set(start, byPath);
  const before = byPath.get(path);
  if (before) return before;
  const text = path.endsWith('.py') ? start.text(path) : null;
  const found: WrittenRoute[] = [];
  if (text !== null && text.length <= LONGEST) {
    for (const match of text.matchAll(DECORATED)) {
      const { owner = '', path: own = '', rest = '' } = match.groups ?? {};
      if (/methods[ \t]*=/.test(rest) && !/methods[ \t]*=[ \t]*[[(][^\])]*["']GET["']/.test(rest)) continue;
      found.push({ owner, own, at: { path, line: lineOf(text, match.index) } });
    }
    for (const match of text.matchAll(ADDED)) found.push({ owner: null, own: match.groups?.['path'] ?? '', at: { path, line: lineOf(text, match.index) } });
  }
  byPath.set(path, found);
  return found;
}

/** Whether a path is one at which a service says how it is. */
export function isHealthPath(path: string): boolean {
  return WELL.test(path);
}

interface Text {
  readonly path: string;
  readonly text: string;
}

/** What stands before the paths of an application or router; none: it cannot be told. */
function prefixesOf(owner: string, { path, text }: Text, texts: readonly Text[]): readonly string[] {
  const name = owner.replace(/^.*\./, '');
  const made = new RegExp(String.raw`^[ \t]*${name}[ \t]*(?::[^=\n]+)?=[ \t]*([\w.]+)\(`, 'm').exec(text);
  const call = made ? callBehind(text, made.index + made[0].length) : null;
  // `def add_health(app: FastAPI)` is handed the application itself.
  const handed = made ? null : (new RegExp(String.raw`[(,][ \t\n]*${name}[ \t]*:[ \t]*["']?(?:\w+\.)*(FastAPI|Flask|Starlette|Quart)\b`).exec(text)?.[1] ?? null);
  const kind = made?.[1]?.replace(/^.*\./, '') ?? handed;
  if (kind === 'FastAPI' || kind === 'Flask' || kind === 'Starlette' || kind === 'Quart' || kind === 'RouteTableDef') return call !== null && /\broot_path\b/.test(call) ? [] : [''];
  if (kind !== 'APIRouter' && kind !== 'Blueprint') return [];
  const own = /\b(?:url_)?prefix[ \t]*=[ \t]*(["'])(\/[\w./-]*|)\1/.exec(call ?? '')?.[2] ?? (/\b(?:url_)?prefix\b/.test(call ?? '') ? null : '');
  if (own === null) return [];
  const module = path.replace(/(?:\/__init__)?\.py$/, '').split('/').at(-1) ?? '';
  const included = texts.flatMap((other) => includesOf(other, module, name, other.path === path));
  // Of several includes each would be a path of its own; of none the router is not served.
  return included.length === 1 ? included.flatMap((prefix) => (prefix === null ? [] : [prefix + own])) : [];
}

/** `app.include_router(health.router, prefix="/api")`, `register_blueprint(health_bp, url_prefix="/api")`; null: with a prefix that cannot be told. */
function includesOf({ text }: Text, module: string, name: string, same: boolean): readonly (string | null)[] {
  const found: (string | null)[] = [];
  for (const match of text.matchAll(/(?<owner>\w+)\.(?:include_router|register_blueprint)\(\s*(?<what>[\w.]+)/g)) {
    const { what = '', owner = '' } = match.groups ?? {};
    const isOwn = same ? what === name : what === `${module}.${name}` || what.endsWith(`.${module}.${name}`) || isImportedAs(text, module, name, what);
    if (!isOwn) continue;
    const call = callBehind(text, match.index + match[0].length) ?? '';
    const prefix = /\b(?:url_)?prefix[ \t]*=[ \t]*(["'])(\/[\w./-]*|)\1/.exec(call)?.[2];
    const isApp = new RegExp(String.raw`^[ \t]*${owner}[ \t]*(?::[^=\n]+)?=[ \t]*[\w.]*(?:FastAPI|Flask)\(`, 'm').test(text);
    found.push(!isApp || (prefix === undefined && /\b(?:url_)?prefix\b/.test(call)) ? null : (prefix ?? ''));
  }
  return found;
}

/** `from .health import router as health_router`. */
function isImportedAs(text: string, module: string, name: string, what: string): boolean {
  const pattern = new RegExp(String.raw`^[ \t]*from[ \t]+[\w.]*\b${module}[ \t]+import[ \t(][^\n]*\b${name}\b(?:[ \t]+as[ \t]+(\w+))?`, 'm');
  const found = pattern.exec(text);
  return found !== null && (found[1] ?? name) === what;
}

/** The arguments of a call, from behind its bracket, or the comma behind its first argument, to the one that closes it. */
function callBehind(text: string, start: number): string | null {
  let depth = 1;
  for (let at = start; at < Math.min(text.length, start + 2_000); at++) {
    if ('([{'.includes(text[at] ?? '')) depth += 1;
    if (')]}'.includes(text[at] ?? '') && --depth === 0) return text.slice(start, at);
  }
  return null;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
