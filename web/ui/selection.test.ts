import { expect, test } from 'vitest';
import { createSelection } from './selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e'];

test('rows are ticked one by one', () => {
  const selection = createSelection();
  selection.toggle('b', ORDER);
  selection.toggle('d', ORDER);
  selection.toggle('b', ORDER);
  expect(selection.scope()).toEqual({ kind: 'ids', ids: ['d'] });
});

test('a range is all between the last one and this, in either direction', () => {
  const selection = createSelection();
  selection.toggle('d', ORDER);
  selection.toggle('b', ORDER, true);
  expect(selection.scope()).toEqual({ kind: 'ids', ids: ['d', 'b', 'c'] });
});

test('a range whose beginning is not listed any more is the row alone', () => {
  const selection = createSelection();
  selection.toggle('z', [...ORDER, 'z']);
  selection.toggle('b', ORDER, true);
  expect(selection.scope()).toEqual({ kind: 'ids', ids: ['z', 'b'] });
});

test('ticking all that are listed is not yet all that match', () => {
  const selection = createSelection();
  selection.toggleAll(ORDER);
  expect(selection.scope()).toEqual({ kind: 'ids', ids: ORDER });
  selection.selectMatching(240);
  expect(selection.scope()).toEqual({ kind: 'matching', count: 240 });
  expect(selection.count()).toBe(240);
});

test('unticking one of all that match goes back to those that are listed', () => {
  const selection = createSelection();
  selection.selectMatching(240);
  selection.toggle('c', ORDER);
  expect(selection.scope()).toEqual({ kind: 'ids', ids: ['a', 'b', 'd', 'e'] });
});

test('nothing is ticked after clearing, nor after unticking all', () => {
  const selection = createSelection();
  selection.toggleAll(ORDER);
  selection.toggleAll(ORDER);
  expect(selection.scope()).toEqual({ kind: 'none' });
});
