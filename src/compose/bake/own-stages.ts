import type { BuildMention } from '#compose/types.js';

/**
 * `contexts = { build = "target:base" }`: where the target builds the stage of that very name from the same
 * Dockerfile and context, the name means the stage, as it would without the line (bake shares the work, not
 * the meaning). What differs in any other way stays a context of its own.
 */
export function withoutOwnStages(mentions: readonly BuildMention[]): readonly BuildMention[] {
  const byName = new Map(mentions.map((mention) => [mention.name, mention]));
  return mentions.map((mention) => {
    const kept = [...mention.contexts].filter(([name, value]) => !isOwnStage(mention, name, byName.get(targetNamed(value))));
    return kept.length === mention.contexts.size ? mention : { ...mention, contexts: new Map(kept) };
  });
}

function targetNamed(context: string): string {
  return context.startsWith('target:') ? context.slice('target:'.length) : '';
}

function isOwnStage(mention: BuildMention, name: string, target: BuildMention | undefined): boolean {
  if (!target?.target?.ok || target.target.value.toLowerCase() !== name.toLowerCase()) return false;
  const given = [...target.args].every(([key, value]) => mention.args.get(key) === value);
  return given && placeOf(target) !== null && placeOf(target) === placeOf(mention);
}

function placeOf({ dockerfile, context }: BuildMention): string | null {
  if ('inline' in dockerfile || !dockerfile.ok || !context.ok) return null;
  return JSON.stringify([dockerfile.value, context.value]);
}
