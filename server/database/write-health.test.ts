import { expect, test } from 'vitest';
import { outageOf } from './outage.ts';
import { createWriteHealth } from './write-health.ts';

const failure = (code: string) => Object.assign(new Error('in the words of SQLite'), { code });
const FULL = failure('SQLITE_FULL');
const BUSY = failure('SQLITE_BUSY');

function watched() {
  const told: string[] = [];
  const clock = { at: 0 };
  const health = createWriteHealth({ now: () => clock.at });
  health.watch({ failing: (outage) => told.push(outage), working: (failed) => told.push(`works after ${failed}`) });
  return { health, told, clock };
}

test.each([
  ['SQLITE_FULL', 'the disk is full (SQLITE_FULL)'],
  ['SQLITE_IOERR_WRITE', 'the disk failed (SQLITE_IOERR_WRITE)'],
  ['SQLITE_READONLY_DBMOVED', 'it may only be read (SQLITE_READONLY_DBMOVED)'],
  ['SQLITE_BUSY_SNAPSHOT', 'another program holds it locked (SQLITE_BUSY_SNAPSHOT)'],
  ['SQLITE_CONSTRAINT_UNIQUE', null],
  ['ENOSPC', null],
])('%s means %j', (code, words) => {
  expect(outageOf(failure(code))).toBe(words);
  expect(outageOf(new Error('wrapped', { cause: failure(code) }))).toBe(words);
});

test('an outage is told once, however many writes fail, and its end is told with their number', () => {
  const { health, told } = watched();
  for (let write = 0; write < 1000; write += 1) health.noteFailure(FULL);
  expect(health.outage()).toBe('the disk is full (SQLITE_FULL)');
  expect(told).toEqual(['the disk is full (SQLITE_FULL)']);
  health.noteSuccess();
  health.noteSuccess();
  expect(health.outage()).toBe(null);
  expect(told.slice(1)).toEqual(['works after 1000']);
});

test('a database that fails now and then is told of every ten minutes; another cause is told at once', () => {
  const { health, told, clock } = watched();
  for (clock.at = 0; clock.at < 600_000; clock.at += 1000) {
    health.noteFailure(FULL);
    health.noteSuccess();
  }
  expect(told).toEqual(['the disk is full (SQLITE_FULL)', 'works after 1']);
  health.noteFailure(FULL);
  health.noteFailure(BUSY);
  expect(told.slice(2)).toEqual(['the disk is full (SQLITE_FULL)', 'another program holds it locked (SQLITE_BUSY)']);
});

test("a write that fails for its own fault says nothing about the database's state", () => {
  const { health, told } = watched();
  health.noteFailure(FULL);
  health.noteFailure(failure('SQLITE_CONSTRAINT_UNIQUE'));
  expect(health.outage()).toBe('the disk is full (SQLITE_FULL)');
  expect(told).toHaveLength(1);
});
