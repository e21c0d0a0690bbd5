import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERROR_TABLE, type Refusal } from '../../flow/error-table.ts';
import { rowFor } from '../../flow/errors.ts';
import { type SandboxProcess, startSandboxProcess } from '../../testing/sandbox-process.ts';
import { CALLS } from './calls.ts';
import { CELLS, type Cell } from './cells.ts';
import { expectSound } from './invariants.ts';
import { inLanes } from './lanes.ts';
import type { Observation, Run } from './observation.ts';
import { presentPage, runsOf, type Seen } from './page.ts';
import { ROWS } from './rows.ts';
import { runCell } from './run-cell.ts';
import { type Common, prepareCommon } from './service.ts';

/** Runs that work, and those that only wait for a time limit. */
const BUSY_LANES = 10;
const WAITING_LANES = 24;
/** Cells are run in their order, a few at a time; a test waits for those before its own. */
const PATIENCE_MS = 180_000;

const happening = CELLS.filter(({ cannot }) => cannot === null);
const seen = new Map<string, Promise<Observation>>();
const keyOf = ({ call, row, withOther }: Run): string => `${call.id} | ${row.name} | ${withOther}`;

let common: Common;
let sandbox: SandboxProcess;
beforeAll(async () => {
  common = await prepareCommon();
  sandbox = await startSandboxProcess({ videoSeconds: 0, accounts: [] });
  const runs = happening.flatMap((cell) => runsOf(cell).map((withOther) => ({ ...cell, withOther })));
  const observe = (run: Run) => runCell(run, { common, sandbox });
  const waiting = inLanes(WAITING_LANES, runs.filter(isWaiting), observe);
  const busy = inLanes(
    BUSY_LANES,
    runs.filter((run) => !isWaiting(run)),
    observe,
  );
  for (const [run, observation] of [...waiting, ...busy]) seen.set(keyOf(run), observation);
});
afterAll(async () => {
  await Promise.allSettled(seen.values());
  await sandbox[Symbol.asyncDispose]();
  await common[Symbol.asyncDispose]();
});

const isWaiting = ({ row }: Run): boolean => row.runsOut === true || row.neverEnds === true;

async function observationOf(run: Run): Promise<Observation> {
  const observation = await seen.get(keyOf(run));
  if (observation === undefined) throw new Error(`not run: ${keyOf(run)}`);
  return observation;
}

describe.each(CALLS)('$title', (call) => {
  const cells = happening.filter((cell) => cell.call === call);
  test.each(cells)('$row.name', { timeout: PATIENCE_MS }, async (cell) => {
    for (const withOther of runsOf(cell)) {
      const run = { ...cell, withOther };
      expectSound(run, await observationOf(run));
    }
  });
});

test('every cell of the table says what happens, or why it cannot', () => {
  expect(CELLS).toHaveLength(CALLS.length * ROWS.length);
  for (const { call, row, cannot } of CELLS) expect(cannot, `${call.id}, ${row.name}`).not.toBe('');
});

test('every row of the error table is met by a row of this one', () => {
  const met = new Set(ROWS.flatMap(refusalsOf).map((refusal) => rowFor(refusal).name));
  expect(ERROR_TABLE.map(({ name }) => name).filter((name) => !met.has(name))).toEqual([]);
});

test('docs/faults.md is what happens (to make it anew: npx vitest run server/e2e/faults -u)', {
  timeout: PATIENCE_MS,
}, async () => {
  const cells = new Map<Cell, Seen>();
  for (const cell of happening) {
    const [alone, beside] = await Promise.all(runsOf(cell).map((withOther) => observationOf({ ...cell, withOther })));
    if (alone !== undefined) cells.set(cell, { alone, beside: beside ?? null });
  }
  const seenOf = (cell: Cell) => cells.get(cell) ?? expect.unreachable(cell.row.name);
  await expect(presentPage(seenOf)).toMatchFileSnapshot(join(import.meta.dirname, '../../../docs/faults.md'));
});

const HTTP_STATUS: Record<number, number> = { 3: 400, 4: 504, 8: 429, 13: 500 };

/** A row's fault as the client reads it, in each form that it may come in. */
function refusalsOf({ strike }: (typeof ROWS)[number]): Refusal[] {
  const plain = { status: null, reason: null, message: '', fields: [], retryAfterMs: null };
  if (strike.does !== 'effect') return [];
  const { effect } = strike;
  if (effect.kind === 'html') return [{ ...plain, status: effect.status, form: 'page' }];
  if (effect.kind === 'asyncFailure') {
    const reason = effect.message.includes(' encountered') ? null : effect.message;
    return [{ ...plain, status: HTTP_STATUS[effect.code] ?? null, reason, form: 'later' }];
  }
  if (effect.kind !== 'status') return [];
  const { status, message, reason = null } = effect;
  return (['api', 'labs'] as const).map((form) => ({ ...plain, status, message, reason, form }));
}
