import { createRoot } from 'solid-js';
import { createStore } from 'solid-js/store';
import { expect, test } from 'vitest';
import { createDraft } from './create-draft.ts';
import type { Setting } from './types.ts';

const bounds = { min: 1, max: 10, whole: true, special: null };
const setting = (key: string, more: object) =>
  ({ key, range: '', bounds: null, options: null, secret: false, default: 3, ...more }) as unknown as Setting;

function withDraft(run: (draft: ReturnType<typeof createDraft>, save: (value: number) => void) => void): void {
  createRoot((dispose) => {
    const [all, setAll] = createStore([
      setting('a.tries', { kind: 'number', bounds, value: 3 }),
      setting('a.secret', { kind: 'text', secret: true, range: 'up to 9', value: '****abcd' }),
    ]);
    run(
      createDraft((key) => all.find((each) => each.key === key)),
      (value) => setAll(0, 'value', value),
    );
    dispose();
  });
}
const [tries, secret] = [
  setting('a.tries', { kind: 'number', bounds, value: 3 }),
  setting('a.secret', { kind: 'text', secret: true, range: 'up to 9', value: '****abcd' }),
];

test('a field that is put back by hand is no change any more', () => {
  withDraft((draft) => {
    draft.set(tries, 5);
    expect(draft.wanted()).toEqual([{ key: 'a.tries', value: 5 }]);
    draft.set(tries, 3);
    expect(draft.keys()).toEqual([]);
  });
});

test('a field that is wrong is told of, and a refusal of the server stays until the next edit', () => {
  withDraft((draft) => {
    draft.set(tries, 11);
    expect(draft.wrong()).toEqual(['a.tries']);
    draft.set(tries, 5);
    draft.refuse({ 'a.tries': 'no' });
    expect(draft.problem('a.tries')).toBe('no');
    draft.set(tries, 6);
    expect(draft.problem('a.tries')).toBeUndefined();
  });
});

test('what somebody else changed meanwhile is a conflict until the operator has chosen', () => {
  withDraft((draft, save) => {
    draft.set(tries, 5);
    save(7);
    expect(draft.conflicts()).toEqual(['a.tries']);
    expect(draft.base('a.tries')).toBe(3);
    draft.keepMine('a.tries');
    expect(draft.conflicts()).toEqual([]);
    expect(draft.wanted()).toEqual([{ key: 'a.tries', value: 5 }]);
  });
});

test('a reset sends null, and an emptied secret is a change to nothing', () => {
  withDraft((draft) => {
    draft.reset(tries);
    draft.set(secret, '');
    expect(draft.wanted()).toEqual([
      { key: 'a.tries', value: null },
      { key: 'a.secret', value: '' },
    ]);
    draft.undo('a.secret');
    draft.undo('a.tries');
    expect(draft.keys()).toEqual([]);
  });
});
