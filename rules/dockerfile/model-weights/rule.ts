import { defineRule } from 'slimify';

export default defineRule({
  meta: {
    name: 'dockerfile/model-weights',
    scope: 'workspace',
    summary: 'Know the weights of models in layers',
    why: 'A model in a layer is pulled, stored and pushed again with every image that has it, and with each of its versions.',
    safety: 'suggestion',
    messages: {
      fetched: '`{what}` puts a model{by} into the image{size}: a volume or an init container would hold it once for all',
      copied: '{what} come into the image{size}: a volume, an init container or a stage of their own would hold them once for all',
    },
  },
  *check(workspace) {
    for (const { at, how, what, by, size, ...weights } of workspace.modelWeights()) {
      yield { findings: [{ message: how, data: { what, by: by === null ? '' : ` of ${by}`, size: size === null ? '' : ` (${size})` }, at, evidence: [weights.proof()] }] };
    }
  },
});
