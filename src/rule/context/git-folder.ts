import type { Place } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { runFactsOf } from '#image/run/run-facts.js';
import { baseImage } from '#knowledge/base-image.js';
import { contextTexts, firstSaid } from './context-texts.js';
import type { IgnoreScope } from './scopes.js';

/** Why the folder is taken to be a checkout of git, so that `.git` lies in it wherever it is built; null: it is not known to be. */
export function isCheckout({ tree }: Snapshot, folder: string): string | null {
  if (folder !== '') return null;
  if (tree.git) return tree.git.prefix === '' ? 'the context is the root of the repository' : null;
  const mark = ['.gitattributes', '.gitmodules'].find((name) => tree.has(name)) ?? (tree.hasFolder('.github/workflows') ? '.github/workflows' : undefined);
  return mark === undefined ? null : `the context is the root of a repository, as ${mark} says`;
}

/** Distributions and settings that take a version from git, or look into it while they run. */
const VERSIONS = /setuptools[_-]scm|hatch[_-]vcs|versioneer|dunamai|dynamic[_-]versioning|versioningit|setuptools[_-]git|vcs[_-]versioning|pdm-backend|flit[_-]scm|miniver|gitversion|sentry-cli|pre-commit (?:run|install)|\bpbr\b|gitpython|\bpygit2\b|\bdulwich\b|\bfrom git import|\bimport git\b/i;

/** The folder itself: `.git/HEAD`, `Path(".git")`; not `.github`, `.gitignore`, the end of an address, a pattern, nor what `rm -rf` takes away. */
const FOLDER = /(?<![\w\\-]|\brm\s+-\w*f[^\n;&|]*)\.git(?=[/"'\\)\s,]|$)(?!ignore)/m;

/** The program, asked about the checkout: cloning another repository does not look into this one. */
const PROGRAM = /(?<![\w./-])git["']?[\s,"']+(?:-C\s+\S+\s+)?(?:describe|rev-parse|rev-list|log|show|status|tag|branch|diff|ls-files|submodule|config\s+--get|symbolic-ref|archive|name-rev|lfs\s+pull|checkout|reset|fetch|pull|stash|grep|blame)\b/;

/** Where something in a build or an image of the context may read `.git`; null: nothing does. */
export function readsGit(snapshot: Snapshot, scope: IgnoreScope): (Place & { readonly said: string }) | null {
  const texts = contextTexts(snapshot, scope);
  const pages = (path: string): boolean => /\.(?:md|rst|html|txt)$/i.test(path) && !/requirements|constraints/i.test(path);
  const found = firstSaid(texts, VERSIONS, pages) ?? firstSaid(texts, FOLDER, pages);
  if (found) return found;
  // Without the program nobody can ask it.
  return scope.images.some((image) => mayHaveGit(image)) ? firstSaid(texts, PROGRAM, pages) : null;
}

/** Whether the program git may be in a stage of an image: a slim Python image has none. */
function mayHaveGit({ dockerfile: { document, stages }, needed }: ImageModel): boolean {
  return [...needed].some((index) => {
    const stage = stages[index];
    if (!stage) return true;
    const { base } = stage;
    if (base.kind === 'image') {
      const image = base.reference === null ? null : unheard(() => baseImage(base.reference ?? '')).value;
      if (image === null || (image.variant !== 'slim' && image.variant !== 'alpine')) return true;
    } else if (base.kind !== 'stage' && base.kind !== 'scratch') return true;
    return stage.stage.instructions.some((instruction, at) => {
      if (instruction.keyword === 'COPY' && /(?:^|\/)git$/.test(instruction.joined)) return true;
      if (instruction.keyword !== 'RUN') return false;
      const facts = runFactsOf(document, stages, index, at);
      return !facts.ok || facts.value.system.some(({ action, packages }) => action === 'install' && packages.some(({ name }) => /^git(?:-|$)/.test(name))) || /\bconda\b|\bgit\b/.test(instruction.joined);
    });
  });
}
