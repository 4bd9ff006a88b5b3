import type { NamedContexts } from '#image/build.js';

/** What a named context is, by the way its value is written. */
export type NamedContext =
  | { readonly kind: 'image'; readonly reference: string }
  /** A folder, its path as written. */
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'elsewhere'; readonly because: string };

/** The value of a named context, by its scheme (frontend/dockerui/namedcontext.go; compose and buildx make paths of the rest). */
export function readNamedContext(written: string): NamedContext {
  const image = /^docker-image:\/\/(.+)$/.exec(written)?.[1];
  if (image !== undefined) return { kind: 'image', reference: image };
  if (/^(?:target|service):/.test(written)) return { kind: 'elsewhere', because: 'the result of another build' };
  if (/^[a-z][\w+.-]*:\/\//i.test(written) || /^[\w.-]+@[\w.-]+:/.test(written)) return { kind: 'elsewhere', because: 'which does not lie in the workspace' };
  if (written.includes('$')) return { kind: 'elsewhere', because: 'whose path cannot be told' };
  return { kind: 'folder', path: written };
}

/** The value of the context with a name; null: none. Names of images are compared in their short form, as BuildKit does. */
export function contextNamed(contexts: NamedContexts, name: string): string | null {
  if (contexts.size === 0) return null;
  const wanted = shortName(name);
  for (const [key, value] of contexts) if (shortName(key) === wanted) return value;
  return null;
}

/** `docker.io/library/python:latest` is `python` (reference.FamiliarString; `:latest` is taken off). */
function shortName(name: string): string {
  return name.toLowerCase().replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '').replace(/:latest$/, '');
}
