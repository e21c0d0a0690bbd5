import { expect, test } from 'vitest';
import { modelOf, readTestCatalogue } from './read-test-catalogue.ts';
import { resolveModel } from './resolve-model.ts';
import { shortfall } from './shortfall.ts';
import type { Wishes } from './wishes.ts';

const catalogue = readTestCatalogue();

function told(name: string, wishes: Partial<Wishes>): string | null {
  const all = { imageCount: 0, ...wishes };
  return shortfall(resolveModel(catalogue, name, all), all);
}

test.each<[string, Partial<Wishes>, string]>([
  [
    'imagen-4.0-generate-preview',
    { size: '4096x4096' },
    'Asked for 4096x4096 pixels; imagen-4.0-generate-preview-landscape makes 1k, about 1376x768.',
  ],
  ['dall-e-3', { size: '1792x1024' }, 'gemini-3.1-flash-image-landscape makes 1k, about 1376x768'],
  ['gpt-image-1', { size: '1024x1536' }, 'gemini-3.0-pro-image-three-four makes 1k, about 896x1200'],
  ['gpt-image-2', { size: '8192x8192' }, 'gemini-3.0-pro-image-square-4k makes 4k, about 4096x4096'],
  ['veo_3_1_t2v_fast_4s', { size: '1920x1080' }, 'veo_3_1_t2v_fast_4s makes 720p, about 1280x720'],
  ['veo_3_1_t2v_lite', { size: '1080x1920' }, 'veo_3_1_t2v_lite_portrait makes 720p, about 720x1280'],
  // The shape is another, so that one side is shorter though the area is the same.
  ['gemini-2.5-flash-image', { size: '1024x1024' }, 'makes 1k, about 1376x768'],
  // A ratio in words does not make the pixels unsaid.
  ['veo_3_1_t2v_lite', { size: '3840x2160', aspectRatio: '9:16' }, 'veo_3_1_t2v_lite_portrait makes 720p'],
])('whoever asks %s for %o is told that the result is smaller', (name, wishes, words) => {
  expect(told(name, wishes)).toContain(words);
});

test.each<[string, Partial<Wishes>]>([
  ['dall-e-3', { size: '1024x1024' }],
  ['dall-e-2', { size: '256x256' }],
  ['gpt-image-1', { size: '2048x2048' }],
  ['gpt-image-1', { size: '4096x4096' }],
  ['gpt-image-1', { size: 'auto' }],
  ['gpt-image-1', { size: '16:9' }],
  ['gpt-image-1', {}],
  // A word outranks the pixels, and is met.
  ['gpt-image-1', { size: '4096x4096', resolution: '1K' }],
  ['sora-2', { size: '1280x720' }],
  ['sora-2', { size: '1920x1080' }],
])('%s with %o gives what was asked for, and nothing is said', (name, wishes) => {
  expect(told(name, wishes)).toBeNull();
});

test('a tenth less is as good as what was asked for', () => {
  const model = modelOf(catalogue, 'gemini-3.0-pro-image-square');
  expect(shortfall(model, { imageCount: 0, size: '1078x1078' })).toBeNull();
  expect(shortfall(model, { imageCount: 0, size: '1080x1080' })).toContain('1080x1080');
});
