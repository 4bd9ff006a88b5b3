/** What asks for pages in JSON names this in its Accept header. */
export const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';

/** A page of the simple repository API in JSON (PEP 691), as far as it is passed on. */
export interface Page {
  readonly files: readonly PageFile[];
}

export interface PageFile {
  readonly filename: string;
  readonly url: string;
  readonly size?: number;
  readonly hashes?: Readonly<Record<string, string>>;
  readonly 'requires-python'?: string | null;
  readonly yanked?: boolean | string;
}

/** A page for those that ask for no JSON (PEP 503), such as Poetry 1.8; what was yanked is left out. */
export function htmlOf(files: readonly PageFile[]): string {
  const links = files.filter(({ yanked = false }) => yanked === false).map(({ filename, url, hashes = {}, ...file }) => {
    const [hash] = Object.entries(hashes).map(([name, value]) => `#${name}=${value}`);
    const python = (file['requires-python'] ?? '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    return `<a href="${url}${hash ?? ''}"${python === '' ? '' : ` data-requires-python="${python}"`}>${filename}</a><br>`;
  });
  return `<!DOCTYPE html>${links.join('\n')}`;
}
