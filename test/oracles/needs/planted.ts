export interface Planted {
  readonly repository: string;
  readonly service: string;
  readonly dead: number;
  readonly found: number;
  readonly hidden: number;
  readonly kept: number;
  readonly kinds: readonly string[];
  readonly wrong: readonly string[];
}
export async function checkPlanted(_folders: readonly string[], _count: number, _work: string): Promise<readonly Planted[]> {
  return [];
}
