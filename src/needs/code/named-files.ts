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

const PATH = /[^\s"'`=,:;|&()[\]{}<>]*?(?:(\bbin)|\b(?:site|dist)-packages)\/([\w.-]+)(\*?)/g;

/** In the instructions of every stage that is built for an image. */
export function namedFiles({ needed, dockerfile: { document, stages } }: ImageModel): readonly NamedFile[] {
  return [...needed].flatMap((stage) => stages[stage]?.stage.instructions ?? []).flatMap(({ joined, lines }) =>
    [...joined.matchAll(PATH)].map(([path, program, name = '', star]): NamedFile => ({
      kind: program === undefined ? 'module' : 'program',
      name,
      pattern: star === '*',
      path,
      at: { path: document.path, line: lines.first },
    })),
  );
}
