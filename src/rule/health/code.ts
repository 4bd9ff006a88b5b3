import { imageFiles } from '#image/files/files.js';
import type { ImageModel } from '#image/image.js';
import { workspaceNeeds } from '#needs/workspace-needs.js';
import type { StageWorld } from '#rule/stages/world.js';

/** The Python files that run in an image; where that cannot be told, all that it holds but tests. */
export function codeOf({ snapshot, options }: StageWorld, image: ImageModel): readonly string[] {
  const reach = workspaceNeeds(snapshot, options).of(image.build.id)?.reach;
  if (reach && reach.modules.size > 0) return [...reach.modules.keys()];
  return imageFiles(image).files.map(({ origin }) => origin).filter((path) => path.endsWith('.py') && !/(?:^|\/)(?:tests?|conftest)(?:[/_.]|$)/.test(path));
}

/** What sends every request without TLS elsewhere: Starlette, Flask-Talisman, Flask-SSLify, Django. */
const REDIRECTS = /\b(?:HTTPSRedirectMiddleware|Talisman|SSLify|SECURE_SSL_REDIRECT\s*=\s*(?!False))/;

export function redirectsAll({ snapshot }: StageWorld, paths: readonly string[]): string | null {
  return paths.find((path) => REDIRECTS.test(snapshot.text(path) ?? '')) ?? null;
}
