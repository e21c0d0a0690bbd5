import { Route, Router } from '@solidjs/router';
import { QueryClientProvider } from '@tanstack/solid-query';
import { For } from 'solid-js';
import { queryClient } from '../api/query-client.ts';
import { Gate } from './gate.tsx';
import { NotFound } from './not-found.tsx';
import { OUTSIDE, PAGES } from './pages.ts';

/** The console as a whole. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Router root={Gate}>
        <For each={[...PAGES, ...OUTSIDE]}>{({ path, component }) => <Route path={path} component={component} />}</For>
        <Route path="*" component={NotFound} />
      </Router>
    </QueryClientProvider>
  );
}
