import { createSignal, onCleanup } from 'solid-js';

/**
 * What is there only as long as the components that brought it. The entries are not the signal's own value: a transition that
 * ends puts back what it had written itself, and with it whatever components took out as they went.
 */
export function createRegistry<T>() {
  const entries = new Set<T>();
  const [changed, tellChanged] = createSignal(undefined, { equals: false });
  return {
    /** In the order in which they came; an accessor. */
    all: (): T[] => {
      changed();
      return [...entries];
    },
    /** Adds one while the component is there. */
    use(entry: T): void {
      entries.add(entry);
      tellChanged();
      onCleanup(() => {
        entries.delete(entry);
        tellChanged();
      });
    },
  };
}
