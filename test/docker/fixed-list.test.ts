import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageCases } from './image-cases.js';
import { SERVICE_CASES } from './service-cases.js';
import { twoStageCases } from './two-stage-cases.js';

test('CI builds at most 20 images; a service or a shape before and after is two of them', () => {
  const images = imageCases(join(import.meta.dirname, 'images')).filter(({ onlyInAll }) => !onlyInAll);
  const services = SERVICE_CASES.filter(({ onlyInAll }) => !onlyInAll);
  const shapes = twoStageCases(join(import.meta.dirname, 'two-stages')).filter(({ onlyInAll }) => !onlyInAll);
  expect(services.length).toBeGreaterThan(0);
  expect(shapes.length).toBeGreaterThan(0);
  expect(images.length + 2 * (services.length + shapes.length)).toBeLessThanOrEqual(20);
});
