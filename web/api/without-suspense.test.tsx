import { render } from '@solidjs/testing-library';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/solid-query';
import { createEffect, createSignal, Show, Suspense } from 'solid-js';
import { expect, test } from 'vitest';
import { withoutSuspense } from './without-suspense.ts';

function Part(props: { heard: string[]; word: string }) {
  const query = withoutSuspense(
    useQuery(() => {
      const { word } = props;
      return { queryKey: ['word', word], queryFn: () => Promise.resolve(`asked for ${word}`), staleTime: 60_000 };
    }),
  );
  createEffect(() => props.heard.push(`effect with ${query.data}`));
  return <p>{query.data ?? 'nothing yet'}</p>;
}

function page(client: QueryClient) {
  const [isOpen, setOpen] = createSignal(false);
  const [word, setWord] = createSignal('a');
  const heard: string[] = [];
  const { container } = render(() => (
    <QueryClientProvider client={client}>
      <Suspense fallback="hidden">
        <h1>Page</h1>
        <Show when={isOpen()}>
          <Part heard={heard} word={word()} />
        </Show>
      </Suspense>
    </QueryClientProvider>
  ));
  return { open: () => setOpen(true), setWord, heard, text: () => container.textContent };
}

test('a part with data from the cache is there at once, with its effects, and hides nothing around it', () => {
  const client = new QueryClient();
  client.setQueryData(['word', 'a'], 'kept');
  const { open, heard, text } = page(client);
  open();
  expect(text()).toBe('Pagekept');
  expect(heard).toEqual(['effect with kept']);
});

test('a part without data says so until it comes, also when it asks for something else', async () => {
  const { open, setWord, text } = page(new QueryClient());
  open();
  expect(text()).toBe('Pagenothing yet');
  await expect.poll(text).toBe('Pageasked for a');
  setWord('b');
  expect(text()).toBe('Pagenothing yet');
  await expect.poll(text).toBe('Pageasked for b');
});
