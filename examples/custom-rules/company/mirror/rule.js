/**
 * An organisation's own rule in plain JavaScript: nothing to install, nothing to build. The types are
 * for the editor only.
 *
 * @type {import('slimify').Rule<'dockerfile', 'hub', { registry: string }>}
 */
const mirror = {
  meta: {
    name: 'company/mirror',
    scope: 'dockerfile',
    summary: "Take the official Python images from the company's mirror",
    why: 'Builds stop when Docker Hub limits our pulls, and the mirror is scanned.',
    safety: 'review',
    messages: { hub: '{image} comes from Docker Hub' },
    options: {
      schema: { type: 'object', properties: { registry: { type: 'string', minLength: 1 } }, additionalProperties: false },
      defaults: { registry: 'mirror.example.com/hub' },
    },
  },

  *check(dockerfile, { edit, options }) {
    for (const stage of dockerfile.stages) {
      const [from] = stage.instructions;
      const base = stage.base();
      if (!from || base.value.kind !== 'image') continue;
      const image = base.value.reference;
      // An image that an ARG names is the build's business: it is not written here.
      if (!image?.startsWith('python:') || !from.text.split(' ').includes(image)) continue;
      yield {
        findings: [{ message: 'hub', data: { image }, at: from, evidence: [base] }],
        fix: {
          title: `Take ${image} from the mirror`,
          changes: [edit.replaceWord(from, image, `${options.registry}/${image}`)],
          effects: [{ images: 'all', alters: ['base'] }],
        },
      };
    }
  },
};

export default mirror;
