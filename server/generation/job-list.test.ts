import { expect, test } from 'vitest';
import type { JobListQuery } from '../../schema/generation.ts';
import { PICTURE, type Rig, startRig, VIDEO } from './testing/rig.ts';

const KEY = 'key-of-the-caller';
const FIRST: JobListQuery = { kind: 'video', after: null, limit: 2, order: 'desc' };

/** Ids of all pages, a page at a time, with `between` after each. */
async function pages(rig: Rig, query: JobListQuery, between: (ids: string[]) => Promise<unknown> = async () => {}) {
  const seen: string[][] = [];
  for (let { after } = query, more = true; more; ) {
    const page = await rig.service.generations.page(KEY, { ...query, after });
    if (page === null) throw new Error(`there is no page after ${after}`);
    const ids = page.jobs.map(({ id }) => id);
    seen.push(ids);
    await between(ids);
    after = ids.at(-1) ?? null;
    more = page.hasMore;
  }
  return seen;
}

test('the videos of a key come newest or oldest first, each once, and its pictures not at all', async () => {
  await using rig = await startRig();
  const ids: string[] = [];
  for (let made = 0; made < 5; made += 1) {
    rig.clock.offsetMs += 1_000;
    ids.push((await rig.submit(VIDEO, `wave ${made}`)).id);
    await rig.submit(PICTURE, `fox ${made}`);
  }
  await rig.ask({}, 'another-key');
  const newest = ids.toReversed();
  expect(await pages(rig, FIRST)).toEqual([newest.slice(0, 2), newest.slice(2, 4), newest.slice(4)]);
  expect(await pages(rig, { ...FIRST, order: 'asc', limit: 5 })).toEqual([ids]);
});

test('whoever deletes what a page shows gets the next page all the same', async () => {
  await using rig = await startRig();
  const ids = new Set<string>();
  for (let made = 0; made < 5; made += 1) ids.add((await rig.submit(VIDEO, `wave ${made}`)).id);
  for (const id of ids) await rig.ended(id);
  const seen = await pages(rig, FIRST, (page) =>
    Promise.all(page.map((id) => rig.service.generations.remove(id, KEY))),
  );
  expect(new Set(seen.flat())).toEqual(ids);
  expect(await pages(rig, FIRST)).toEqual([[]]);
});

test("there is no page after a picture, another key's video or nothing", async () => {
  await using rig = await startRig();
  await rig.submit(VIDEO);
  const picture = await rig.submit(PICTURE);
  const others = await rig.ask({}, 'another-key');
  for (const after of [picture.id, others.id, 'gen_0']) {
    expect(await rig.service.generations.page(KEY, { ...FIRST, after })).toBe(null);
  }
});
