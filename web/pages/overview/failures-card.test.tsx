import { cleanup, render, screen } from '@solidjs/testing-library';
import { afterEach, expect, test } from 'vitest';
import { filterOf, readQuery } from '../generations/query.ts';
import { FailuresCard } from './failures-card.tsx';
import { links } from './links.ts';
import type { OverviewQueries } from './use-overview.ts';

afterEach(cleanup);

const asked = (address: string) => filterOf(readQuery(Object.fromEntries(new URL(address, 'http://_').searchParams)));

test('a reason leads to the requests that failed of it, or to the jobs of the console, which have none', () => {
  const data = [
    { of: 'requests', code: 'queue_full', count: 3, fault: 'service' },
    { of: 'console', code: 'content_rejected', count: 2, fault: 'caller' },
  ];
  const failures = { data, error: null, isFetching: false } as unknown as OverviewQueries['failures'];
  render(() => <FailuresCard failures={failures} range="1h" />);
  expect(screen.getByText(/^3 requests in the last hour/)).toBeDefined();
  const href = (name: string) => screen.getByRole('link', { name }).getAttribute('href') ?? '';
  expect(href('Queue full')).toBe('/requests?reason=queue_full&range=1h');
  expect(asked(href('Refused by safety policy'))).toEqual({
    ...{ apiKeyIds: ['console'], from: expect.any(Number) },
    states: ['failed', 'cancelled', 'submit_unknown'],
  });
});

test('one reason of requests and of the console has two titles, and both are in the total', () => {
  const data = [
    { of: 'requests', code: 'content_rejected', count: 3, fault: 'caller' },
    { of: 'console', code: 'content_rejected', count: 2, fault: 'caller' },
  ];
  const failures = { data, error: null, isFetching: false } as unknown as OverviewQueries['failures'];
  render(() => <FailuresCard failures={failures} range="1h" />);
  expect(screen.getByText('5 in all:')).toBeDefined();
  for (const whose of ['API', 'console']) {
    expect(screen.getByRole('link', { name: `Refused by safety policy · ${whose}` })).toBeDefined();
  }
});

test('figures of jobs lead to the jobs that they count', () => {
  expect(asked(links.running).states).toContain('queued');
  expect(asked(links.failedJobs('15m'))).toMatchObject({ from: expect.any(Number), states: expect.anything() });
});
