import { describe, expect, it } from 'vitest';
import { needsOfFamily, openCvLibraries } from '#knowledge/wheel-libraries.js';

function looked(...names: readonly string[]): readonly [readonly string[], boolean] {
  const answer = needsOfFamily(names, openCvLibraries());
  return [answer.value.map(({ why }) => why), answer.complete];
}

describe('needsOfFamily', () => {
  it('finds nothing for Python code and for wheels that were looked into', () => {
    expect(looked('opencv-python-headless', 'numpy', 'flask', 'requests')).toEqual([[], true]);
  });

  it('names what links the libraries, and what loads them while it runs', () => {
    expect(looked('opencv-contrib-python', 'pyopengl', 'weasyprint')).toEqual([['opencv-contrib-python links them', 'pyopengl loads libGL, libEGL or OSMesa', 'weasyprint loads libgobject and Pango'], true]);
  });

  it('leaves open what nobody has looked into', () => {
    const answer = needsOfFamily(['acme-renderer'], openCvLibraries());
    expect([answer.value, answer.complete, answer.because]).toEqual([[], false, 'what acme-renderer links is not known']);
  });
});
