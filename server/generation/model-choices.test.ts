import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readModelsFile, readTestCatalogue } from '../../schema/catalogue/read-test-catalogue.ts';
import { parseCatalogue } from '../../schema/catalogue.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { openModelChoices } from './model-choices.ts';

const VEO = 'veo_3_1_t2v_fast';

let dir: string;
let database: Database;
let warnings: string[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'flow2api-models-'));
  database = await openDatabase(join(dir, 'flow2api.db'));
  warnings = [];
});
afterEach(async () => {
  await database.close();
  await rm(dir, { recursive: true });
});

const open = (configured = readTestCatalogue()) =>
  openModelChoices({
    ...{ database, configured, now: () => 1_780_000_000_000 },
    log: { warn: (_details: unknown, message?: string) => void warnings.push(message ?? '') },
  });

test('an alias means exactly what its model means, from that moment on and over restarts, until it is taken away', async () => {
  const { catalogue, update, isOperators } = await open();
  const before = catalogue.list();
  expect(await update(VEO, { addAliases: ['fast/film', 'clip'] })).toEqual([
    { field: 'aliases', from: [], to: ['clip', 'fast/film'] },
  ]);
  expect(catalogue.list()).not.toBe(before);
  expect(catalogue.describe('clip')).toEqual({ ...catalogue.describe(VEO), id: 'clip', aliasOf: VEO });
  expect(catalogue.base('clip')).toBe(catalogue.base(VEO));
  expect(catalogue.get('clip')).toBe(catalogue.get(VEO));
  expect(catalogue.nearest('clipp')[0]).toBe('clip');
  expect([isOperators('clip'), isOperators('sora-2'), isOperators('nothing')]).toEqual([true, false, false]);
  const again = await open();
  expect(again.catalogue.describe('fast/film')?.aliasOf).toBe(VEO);
  await again.update(VEO, { removeAliases: ['fast/film'] });
  expect(again.catalogue.describe('fast/film')).toBe(null);
  expect((await open()).catalogue.describe('clip')?.aliasOf).toBe(VEO);
  expect(warnings).toEqual([]);
});

test('a hidden model is still known, with its aliases, and is suggested to nobody', async () => {
  const { catalogue, update, isHidden } = await open();
  await update(VEO, { addAliases: ['clip'], hidden: true });
  expect([VEO, 'clip', 'omni'].map(isHidden)).toEqual([true, true, false]);
  expect(catalogue.describe(VEO)).not.toBe(null);
  expect(catalogue.nearest('clip')).not.toContain('clip');
  expect((await open()).isHidden('clip')).toBe(true);
  expect(await update(VEO, { hidden: true })).toEqual([]);
  expect(await update(VEO, { hidden: false })).toEqual([{ field: 'hidden', from: true, to: false }]);
  expect(isHidden('clip')).toBe(false);
});

test.each([
  ['a real id', 'veo_3_1_t2v_fast_landscape', 'invalid_value'],
  ['an alias of the file', 'sora-2', 'invalid_value'],
  ['its own name', VEO, 'invalid_value'],
  ['an alias of another model', 'taken', 'conflict'],
  ['a star', 'veo_*', 'invalid_value'],
  ['a colon', 'veo:predict', 'invalid_value'],
  ['nothing', '', 'invalid_value'],
  ['a dash at its end', 'veo-', 'invalid_value'],
  ['a hundred and one letters', 'x'.repeat(101), 'invalid_value'],
])('%s is no alias, and nothing else of the call is done', async (_, alias, code) => {
  const { catalogue, update, isHidden } = await open();
  await update('omni', { addAliases: ['taken'] });
  const refused = update(VEO, { hidden: true, addAliases: ['good', alias] });
  await expect(refused).rejects.toMatchObject({ code, param: 'addAliases' });
  expect([isHidden(VEO), catalogue.describe('good')]).toEqual([false, null]);
});

test('what cannot be changed says why', async () => {
  const { update } = await open();
  await expect(update('nothing', {})).rejects.toMatchObject({ code: 'model_not_found', param: 'name' });
  await expect(update('sora-2', { hidden: true })).rejects.toThrow('another name for veo-3.1-fast');
  await expect(update('veo-3.1-fast', { removeAliases: ['sora-2'] })).rejects.toThrow('config/models.json');
  await expect(update(VEO, { removeAliases: ['no'] })).rejects.toMatchObject({ code: 'not_found' });
});

test('the same alias for two models at once is given to one of them', async () => {
  const { catalogue, update } = await open();
  const both = [update(VEO, { addAliases: ['clip'] }), update('omni', { addAliases: ['clip'] })];
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(catalogue.describe('clip')?.aliasOf).toBe(VEO);
});

test('a name that the file has since taken goes before an alias, and one whose model has gone stands for nothing', async () => {
  await (await open()).update(VEO, { addAliases: ['clip'] });
  const file = readModelsFile() as { aliases: Record<string, string>; bases: Record<string, unknown> };
  const taken = parseCatalogue({ ...file, aliases: { ...file.aliases, clip: 'omni' } });
  const { catalogue } = await open(taken);
  expect(catalogue.describe('clip')?.aliasOf).toBe('omni');
  const { [VEO]: _, ...bases } = file.bases;
  const aliases = Object.fromEntries(Object.entries(file.aliases).filter(([, target]) => target !== VEO));
  const without = await open(parseCatalogue({ ...file, bases, aliases }));
  expect(without.catalogue.describe('clip')).toBe(null);
  expect(warnings).toHaveLength(2);
});
