import type { Place } from '#answer/answer.js';
import type { ImageModel } from '#image/image.js';

/** A file among what is installed that a line of the Dockerfile names: whoever copies, changes or deletes it fails without it. */
export interface NamedFile {
  /** `program`: below `bin`; `module`: below `site-packages`, the folder or file at the top. */
  readonly kind: 'program' | 'module';
  /** `gunicorn`, `nltk`, `orjson-3.10.15.dist-info`; a pattern ends where its first star stands. */
  readonly name: string;
  readonly pattern: boolean;
  /** As written: `/usr/local/bin/gunicorn`. */
  readonly path: string;
  readonly at: Place;
}

const FILE = /(?:(\bbin)|\b(?:site|dist)-packages)\/([\w.-]+)(\*?)/g;
/** What a path does not hold where it is no part of a longer word. */
const ENDS = /[\s"'`=,:;|&()[\]{}<>]/;
const LONGEST_PATH = 300;

/** In the instructions of every stage that is built for an image. */
export function namedFiles({ needed, dockerfile: { document, stages } }: ImageModel): readonly NamedFile[] {
  return [...needed].flatMap((stage) => stages[stage]?.stage.instructions ?? []).flatMap(({ joined, lines }) =>
    [...joined.matchAll(FILE)].map(({ 0: found, 1: program, 2: name = '', 3: star, index }): NamedFile => ({
      kind: program === undefined ? 'module' : 'program',
      name,
      pattern: star === '*',
      path: `${folderBefore(joined, index)}${found}`,
      at: { path: document.path, line: lines.first },
    })),
  );
}

/** The part of a path that stands before an offset. */
function folderBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < LONGEST_PATH && !ENDS.test(text.charAt(start - 1))) start -= 1;
  return text.slice(start, end);
}
