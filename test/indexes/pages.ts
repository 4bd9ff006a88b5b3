import { createHash } from 'node:crypto';
import type { Distribution } from './distribution.js';

/** One file as an index lists it. */
export interface ListedFile {
  readonly distribution: Distribution;
  readonly file: string;
  readonly body: Buffer;
  /** Lower-case hex; what the index says, true or not. */
  readonly sha256: string;
  /** Null: the index does not tell. */
  readonly size: number | null;
  /** Null: no metadata beside it (PEP 658). */
  readonly metadata: string | null;
}

export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** PEP 691 with the sizes of PEP 700. */
export function projectJson(project: string, files: readonly ListedFile[], filesUrl: string): string {
  return JSON.stringify({
    meta: { 'api-version': '1.1' },
    name: project,
    versions: [...new Set(files.map(({ distribution }) => distribution.version))],
    files: files.map(({ distribution, file, sha256: hash, size, metadata }) => ({
      filename: file,
      url: `${filesUrl}${encodeURIComponent(file)}`,
      hashes: { sha256: hash },
      ...(size === null ? {} : { size }),
      ...(distribution.requiresPython === null ? {} : { 'requires-python': distribution.requiresPython }),
      // PEP 714: the right key, and the one that older tools know.
      ...(metadata === null ? {} : { 'core-metadata': { sha256: sha256(metadata) }, 'data-dist-info-metadata': { sha256: sha256(metadata) } }),
      yanked: distribution.yanked ?? false,
    })),
  });
}

/** PEP 503, with the attributes of PEP 592 and 658. Also a page for `--find-links`, which is read the same way. */
export function projectHtml(title: string, files: readonly ListedFile[], filesUrl: string): string {
  const links = files.map(({ distribution, file, sha256: hash, metadata }) => {
    const attributes = [
      distribution.requiresPython === null ? null : ` data-requires-python="${escaped(distribution.requiresPython)}"`,
      metadata === null ? null : ` data-core-metadata="sha256=${sha256(metadata)}" data-dist-info-metadata="sha256=${sha256(metadata)}"`,
      distribution.yanked === undefined ? null : ` data-yanked="${escaped(distribution.yanked)}"`,
    ];
    return `<a href="${filesUrl}${encodeURIComponent(file)}#sha256=${hash}"${attributes.join('')}>${escaped(file)}</a><br>`;
  });
  return page(title, links);
}

/** The list of all projects. */
export function rootHtml(projects: readonly string[]): string {
  return page('Simple index', projects.map((project) => `<a href="${project}/">${project}</a><br>`));
}

export function rootJson(projects: readonly string[]): string {
  return JSON.stringify({ meta: { 'api-version': '1.1' }, projects: projects.map((name) => ({ name })) });
}

function page(title: string, lines: readonly string[]): string {
  const head = `<head><meta name="pypi:repository-version" content="1.1"><title>${escaped(title)}</title></head>`;
  return `<!DOCTYPE html>\n<html>${head}<body>\n${lines.join('\n')}\n</body></html>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
