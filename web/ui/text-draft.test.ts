import { createRoot, createSignal } from 'solid-js';
import { expect, test } from 'vitest';
import { createTextDraft, type TextDraft } from './text-draft.ts';

interface Rig extends Disposable {
  draft: TextDraft;
  setKnown: (text: string) => void;
}

function startRig(): Rig {
  return createRoot((dispose) => {
    const [known, setKnown] = createSignal('old');
    return { draft: createTextDraft(known), setKnown, [Symbol.dispose]: dispose };
  });
}

test('news reach a field that nobody has touched', () => {
  using rig = startRig();
  rig.setKnown('new');
  expect([rig.draft.text(), rig.draft.isChanged(), rig.draft.changedTo()]).toEqual(['new', false, null]);
});

test('what is typed stays, and it is told what the field has become elsewhere', () => {
  using rig = startRig();
  rig.draft.type('mine');
  expect(rig.draft.changedTo()).toBeNull();
  rig.setKnown('theirs');
  expect([rig.draft.text(), rig.draft.isChanged(), rig.draft.changedTo()]).toEqual(['mine', true, 'theirs']);
  rig.draft.type('mine, longer');
  expect(rig.draft.changedTo()).toBe('theirs');
  rig.draft.forget();
  expect([rig.draft.text(), rig.draft.changedTo()]).toEqual(['theirs', null]);
});

test('once saved it is no draft any more, and the next news reach it', () => {
  using rig = startRig();
  rig.draft.type('saved');
  rig.setKnown('saved');
  expect([rig.draft.isChanged(), rig.draft.changedTo()]).toEqual([false, null]);
  rig.setKnown('later');
  expect(rig.draft.text()).toBe('later');
});
