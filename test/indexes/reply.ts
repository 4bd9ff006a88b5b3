import { normalized } from './distribution.js';
import type { Listing } from './listing.js';
import type { Fault, IndexOptions } from './options.js';
import { projectHtml, projectJson, rootHtml, rootJson } from './pages.js';

/** What an index without faults answers. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** For faults; null: nothing that faults are on. */
  readonly on: Fault['on'] | null;
  readonly project: string | null;
}

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';

/** `path` is decoded and without query. Pages of all wheels are at `/find-links/`, the files at `/files/`. */
export function replyTo(path: string, accept: string, listing: Listing, options: IndexOptions): Reply {
  const base = options.base ?? '/simple/';
  if (path === '/find-links/') return page('text/html', projectHtml('Files', listing.all(), '/files/'), null);
  if (path.startsWith('/files/')) return fileReply(path.slice('/files/'.length), listing);
  if (!path.startsWith(base)) return nothing();
  const project = path.slice(base.length).replace(/\/$/, '');
  const asJson = options.formats !== 'html' && accept.includes(JSON_TYPE);
  const type = asJson ? JSON_TYPE : 'text/html';
  if (project === '') return page(type, asJson ? rootJson(listing.projects) : rootHtml(listing.projects), null);
  if (path !== `${base}${normalized(project)}/`) return moved(`${base}${normalized(project)}/`);
  const files = listing.ofProject(project);
  if (files.length === 0) return nothing();
  return page(type, asJson ? projectJson(project, files, '/files/') : projectHtml(project, files, '/files/'), project);
}

function fileReply(path: string, listing: Listing): Reply {
  const file = path.replace(/\.metadata$/, '');
  const listed = listing.ofFile(file);
  if (!listed) return nothing();
  const { body, metadata, distribution } = listed;
  const about = { status: 200, headers: { 'Content-Type': 'application/octet-stream' }, project: distribution.name };
  if (path === file) return { ...about, body, on: 'file' };
  return metadata === null ? nothing() : { ...about, body: Buffer.from(metadata), on: 'metadata' };
}

function page(type: string, body: string, project: string | null): Reply {
  return { status: 200, headers: { 'Content-Type': type }, body: Buffer.from(body), on: 'page', project };
}

function moved(location: string): Reply {
  return { status: 301, headers: { Location: location }, body: Buffer.alloc(0), on: null, project: null };
}

function nothing(): Reply {
  return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: Buffer.from('Not Found\n'), on: null, project: null };
}
