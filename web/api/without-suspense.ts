/**
 * A query whose `data` is undefined until it is there. As the library has it, reading it then would hide the whole page
 * around, while here each part of a page shows its own skeleton. Data of the cache would do so as well, for a moment in
 * which effects do not run: a dialog that opens just then does not get the focus.
 */
export function withoutSuspense<Q extends object>(query: Q): Q {
  return new Proxy(query, {
    get: (target, name) => (name === 'data' ? dataOf(target) : Reflect.get(target, name)),
  });
}

/** Out of the store behind the query, which is followed as by any read and waits for nothing. */
function dataOf(query: object): unknown {
  // Asked for as well, since what is not there yet has no descriptor, and would not be heard of when it comes.
  return 'data' in query ? Object.getOwnPropertyDescriptor(query, 'data')?.get?.() : undefined;
}
