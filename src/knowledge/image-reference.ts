import { read, unreadable } from '#text/read.js';
import type { Read } from '#text/read.js';

/** An image reference in full: `python` is `docker.io/library/python` with the tag `latest`. */
export interface ImageReference {
  readonly registry: string;
  readonly repository: string;
  /** As given; null: none was given. */
  readonly tag: string | null;
  /** `sha256:…`; null: none was given. */
  readonly digest: string | null;
}

// The grammar at the top of reference.go and regexp.go in github.com/distribution/reference.
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?$`);
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
// The algorithms that opencontainers/go-digest knows; others are refused.
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/;
const IDENTIFIER = /^[a-f0-9]{64}$/;
const LONGEST_NAME = 255;

/**
 * Reads an image reference as BuildKit does: distribution/reference's `ParseNormalizedNamed`, where
 * the first part is a registry only if it has a dot, a colon, a capital, or is `localhost`.
 */
export function parseImageReference(text: string): Read<ImageReference> {
  if (text === '') return unreadable('no image is named');
  if (text.includes('$')) return unreadable(`${text} holds a variable whose value is not known`);
  if (IDENTIFIER.test(text)) return unreadable(`${text} is an image id, not a name`);
  const [named = '', digest = null, ...rest] = text.split('@');
  if (rest.length > 0 || (digest !== null && !DIGEST.test(digest))) return unreadable(`${text} has a digest that cannot be read`);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const name = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? null : named.slice(colon + 1);
  if (tag !== null && !TAG.test(tag)) return unreadable(`${text} has a tag that cannot be read`);
  const { registry, repository } = splitRegistry(name);
  if (!DOMAIN.test(registry) || !PATH.test(repository)) return unreadable(`${text} is no image name`);
  if (repository.length > LONGEST_NAME) return unreadable(`the image name has more than ${LONGEST_NAME} characters`);
  return read({ registry, repository, tag, digest });
}

function splitRegistry(name: string): { readonly registry: string; readonly repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const named = slash !== -1 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const registry = named && first !== 'index.docker.io' ? first : 'docker.io';
  const repository = named ? name.slice(slash + 1) : name;
  return { registry, repository: registry === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository };
}
