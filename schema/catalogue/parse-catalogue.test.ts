import { describe, expect, test } from 'vitest';
import type { CatalogueFile } from './file.ts';
import { parseCatalogue } from './parse-catalogue.ts';
import { readModelsFile, readTestCatalogue } from './read-test-catalogue.ts';

/** The shipped file with one thing changed. */
function spoilt(change: (file: CatalogueFile) => void): unknown {
  const file = readModelsFile() as CatalogueFile;
  change(file);
  return file;
}

function firstGroup(file: CatalogueFile): CatalogueFile['groups'][number] {
  const [group] = file.groups;
  if (!group) throw new Error('the file has no groups');
  return group;
}

describe('a file that is wrong is refused with the path of what is wrong', () => {
  test.each<[string, (file: CatalogueFile) => void, string]>([
    ['a field that nobody knows', (file) => Object.assign(firstGroup(file), { colour: 'red' }), '- groups[0]: '],
    [
      'a shape that is not one',
      (file) => Object.assign(firstGroup(file).models[0] ?? {}, { ratio: '2:1' }),
      '- groups[0].models[0].ratio: ',
    ],
    [
      'a price that is a text',
      (file) => Object.assign(file.prices.current, { GEM_PIX_2: ['0', 0, 0] }),
      '- prices.current.GEM_PIX_2[0]: ',
    ],
    [
      'an alias of nothing',
      (file) => Object.assign(file.aliases, { best: 'veo_9' }),
      '- aliases.best: "veo_9" is not the id of a model',
    ],
    [
      'an alias of an alias',
      (file) => Object.assign(file.aliases, { best: 'dall-e-3' }),
      '- aliases.best: "dall-e-3" is not the id of a model in groups, nor a base name',
    ],
    [
      'an alias of a base name with the name of another base',
      (file) => Object.assign(file.aliases, { 'veo-3.1': 'veo_3_1_t2v' }),
      '- aliases.veo-3.1: there is already a base of this name',
    ],
    [
      'an alias with a taken name',
      (file) => Object.assign(file.aliases, { omni: 'omni_portrait' }),
      '- aliases.omni: there is already',
    ],
    [
      'a base over nothing',
      (file) => Object.assign(file.bases, { best: ['veo_9'] }),
      '- bases.best: "veo_9" is not a model',
    ],
    [
      'a base whose variants can not be told apart',
      (file) => Object.assign(file.bases, { best: ['omni', 'veo_2_0_t2v_landscape', 'veo_3_1_t2v_landscape'] }),
      '- bases.best: "veo_3_1_t2v_landscape" and "veo_2_0_t2v_landscape" have the same shape',
    ],
    [
      'a base of both kinds',
      (file) => Object.assign(file.bases, { best: ['omni', 'gemini-3.0-pro-image-square'] }),
      '- bases.best: "gemini-3.0-pro-image-square" does not make the same kind',
    ],
    [
      'an id given twice',
      (file) => firstGroup(file).models.push({ id: 'omni', ratio: '1:1' }),
      'the id "omni" stands there twice',
    ],
    [
      'a key that its mode needs',
      (file) => Object.assign(firstGroup(file), { keys: {} }),
      '- groups[0].models[0]: gemini-2.5-flash-image-landscape: keys: "image" is missing',
    ],
    [
      'an upsampler that is not there',
      (file) => Object.assign(firstGroup(file), { upsample: 'GLASS' }),
      '- groups[0].models[0].upsample: "GLASS"',
    ],
    ['a picture with a length', (file) => Object.assign(firstGroup(file), { seconds: 8 }), 'a picture has no seconds'],
  ])('%s', (_, change, message) => {
    expect(() => parseCatalogue(spoilt(change))).toThrow(message);
  });

  test('all problems are reported at once', () => {
    const file = spoilt(({ aliases, bases }) => {
      aliases.one = 'nothing';
      bases.two = ['nothing'];
    });
    expect(() => parseCatalogue(file)).toThrow(/aliases\.one.*\n.*bases\.two/);
  });

  test('something that is no catalogue at all', () => {
    expect(() => parseCatalogue([])).toThrow('The model catalogue is not valid:\n- (the whole file): ');
  });
});

test('an operator can add an alias and a base name', () => {
  const catalogue = parseCatalogue(
    spoilt((file) => {
      file.aliases['nano-banana-pro'] = 'gemini-3.0-pro-image-square';
      file.bases['veo-3.1'] = ['veo_3_1_t2v_landscape', 'veo_3_1_t2v_portrait'];
    }),
  );
  expect(catalogue.get('nano-banana-pro')).toMatchObject({
    id: 'nano-banana-pro',
    aliasOf: 'gemini-3.0-pro-image-square',
    ratio: '1:1',
  });
  expect(catalogue.describe('veo-3.1')).toMatchObject({
    ratios: ['16:9', '9:16'],
    seconds: [8],
    resolutions: ['720p'],
  });
});

describe('the list of models', () => {
  const catalogue = readTestCatalogue();
  const list = catalogue.list();

  test('has each name once: ids first, then base names, always in the same order', () => {
    const ids = list.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(0, 226).every((id) => catalogue.get(id))).toBe(true);
    expect(ids.slice(226)).toContain('veo_3_1_t2v_fast');
    expect(ids.slice(226).some((id) => catalogue.get(id))).toBe(false);
    expect(
      readTestCatalogue()
        .list()
        .map(({ id }) => id),
    ).toEqual(ids);
  });

  test('says what a name can do, and who may use it at what price', () => {
    expect(catalogue.describe('veo_3_1_t2v_fast')).toEqual({
      id: 'veo_3_1_t2v_fast',
      kind: 'video',
      mode: 't2v',
      modes: ['t2v'],
      family: 'veo-3.1-fast',
      description: 'veo-3.1-fast: text to video, 16:9 or 9:16, 4 or 6 or 8 s, 720p or 1080p or 4k',
      ratios: ['16:9', '9:16'],
      seconds: [4, 6, 8],
      resolutions: ['720p', '1080p', '4k'],
      minImages: 0,
      maxImages: 0,
      tiers: {
        seed: ['PAYGATE_TIER_NOT_PAID', 'PAYGATE_TIER_ONE', 'PAYGATE_TIER_TWO'],
        current: ['PAYGATE_TIER_NOT_PAID', 'PAYGATE_TIER_ONE', 'PAYGATE_TIER_TWO'],
      },
      credits: { PAYGATE_TIER_NOT_PAID: 20, PAYGATE_TIER_ONE: 20, PAYGATE_TIER_TWO: 10 },
      deprecated: false,
      aliasOf: null,
    });
    expect(catalogue.describe('veo_3_1_t2v_fast_4k')?.credits).toEqual({
      PAYGATE_TIER_NOT_PAID: null,
      PAYGATE_TIER_ONE: null,
      PAYGATE_TIER_TWO: 60,
    });
    expect(catalogue.describe('veo_3_1_t2v_fast_ultra_relaxed')).toMatchObject({ credits: null, deprecated: true });
    expect(catalogue.describe('nothing')).toBeNull();
  });

  test('says of a name over several modes what all of them can do, and of an alias what its base can', () => {
    const fast = catalogue.describe('veo-3.1-fast');
    expect(fast).toMatchObject({
      mode: 't2v',
      modes: ['t2v', 'i2v', 'r2v'],
      minImages: 0,
      maxImages: 3,
      aliasOf: null,
    });
    expect(catalogue.describe('sora-2')).toEqual({ ...fast, id: 'sora-2', aliasOf: 'veo-3.1-fast' });
    expect(catalogue.get('sora-2')).toBeNull();
  });
});
