/** The parts of HCL's native syntax that bake files use (hashicorp/hcl, hclsyntax/spec.md). */
export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute {
  readonly name: string;
  readonly line: number;
  readonly value: HclExpression;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly line: number;
  readonly body: HclBody;
}

interface Origin {
  readonly line: number;
  /** As it is written. */
  readonly source: string;
}

export type HclExpression =
  | (Origin & { readonly kind: 'literal'; readonly value: string | number | boolean | null })
  | (Origin & { readonly kind: 'template'; readonly parts: readonly (string | HclExpression)[] })
  | (Origin & { readonly kind: 'list'; readonly items: readonly HclExpression[] })
  | (Origin & { readonly kind: 'object'; readonly entries: readonly { readonly key: HclExpression; readonly value: HclExpression }[] })
  | (Origin & { readonly kind: 'name'; readonly name: string })
  | (Origin & { readonly kind: 'member'; readonly of: HclExpression; readonly key: HclExpression })
  | (Origin & { readonly kind: 'condition'; readonly test: HclExpression; readonly yes: HclExpression; readonly no: HclExpression })
  | (Origin & { readonly kind: 'operation'; readonly operator: string; readonly of: readonly HclExpression[] })
  | (Origin & { readonly kind: 'call'; readonly name: string })
  /** Read over but not understood: a `for` expression, a template directive, a splat. */
  | (Origin & { readonly kind: 'other'; readonly what: string });
