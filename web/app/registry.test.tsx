import { render, screen } from '@solidjs/testing-library';
import { createResource, createSignal, Show, Suspense, startTransition } from 'solid-js';
import { expect, test } from 'vitest';
import { createRegistry } from './registry.ts';

test('entries go with the components that brought them, also when pages change in a transition', async () => {
  const { all, use } = createRegistry<string>();
  const [page, setPage] = createSignal('one');
  function Page(props: { name: string }) {
    use(props.name);
    const [text] = createResource(async () => `page ${props.name}`);
    return <p>{text()}</p>;
  }
  render(() => (
    <Suspense>
      <Show when={page()} keyed>
        {(name) => <Page name={name} />}
      </Show>
    </Suspense>
  ));
  for (const next of ['two', 'one', 'two', 'three']) {
    await startTransition(() => setPage(next));
    await screen.findByText(`page ${next}`);
    expect(all()).toEqual([next]);
  }
});
