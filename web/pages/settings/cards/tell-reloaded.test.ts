import { afterEach, expect, test } from 'vitest';
import { dismiss, toasts } from '../../../ui/toast.ts';
import { tellReloaded } from './tell-reloaded.ts';

afterEach(() => {
  for (const { id } of toasts()) dismiss(id);
});

const nothing = { version: 1, problem: null, changes: [], shadowed: [] };
const shadowed = [{ key: 'generation.queue_depth', source: 'database' as const, where: 'database, table settings' }];
const told = () => toasts().map(({ kind, text }) => [kind, text]);

test('of what the file says to no effect it is not told that it says nothing new', () => {
  tellReloaded({ ...nothing, shadowed });
  expect(told()).toEqual([['failed', expect.stringMatching(/to no effect: ./)]]);
  expect(toasts()[0]?.hint).toContain('the console over the file');
});

test('what is taken over is told beside it, and that there is nothing new when there is not', () => {
  tellReloaded({ ...nothing, shadowed, changes: [{ key: 'flow.timeout', from: 1, to: 2, restart: false }] });
  tellReloaded(nothing);
  expect(told().map(([, text]) => text)).toEqual([
    '1 change taken over from the file',
    expect.stringContaining('to no effect'),
    'The file says nothing new',
  ]);
});
