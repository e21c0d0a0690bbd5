import { expect, test } from 'vitest';
import { createMetrics, type GaugeReadings } from './metrics.ts';

/** The sample lines of one metric of ours, without its prefix. */
async function samples(metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> {
  const { body } = await metrics.scrape();
  return body
    .split('\n')
    .filter((line) => line.startsWith(`flow2api_${name}`) && /[ {]/.test(line.charAt(9 + name.length)));
}

test('requests are counted by route, method and class of status, and timed by route', async () => {
  const metrics = createMetrics();
  const request = { route: '/v1/jobs/:id', method: 'GET', durationMs: 30 };
  metrics.observeRequest({ ...request, status: 200 });
  metrics.observeRequest({ ...request, status: 204 });
  metrics.observeRequest({ ...request, status: 404 });
  expect(await samples(metrics, 'http_requests_total')).toEqual([
    'flow2api_http_requests_total{route="/v1/jobs/:id",method="GET",status="2xx"} 2',
    'flow2api_http_requests_total{route="/v1/jobs/:id",method="GET",status="4xx"} 1',
  ]);
  expect(await samples(metrics, 'http_request_duration_seconds_sum')).toEqual([
    'flow2api_http_request_duration_seconds_sum{route="/v1/jobs/:id"} 0.09',
  ]);
});

test('whatever callers send, the number of series is bounded', async () => {
  const metrics = createMetrics();
  for (let n = 0; n < 500; n += 1) {
    metrics.observeRequest({ route: `/raw/${n}`, method: `M${n}`, status: 200, durationMs: 1 });
  }
  const lines = await samples(metrics, 'http_requests_total');
  expect(lines).toHaveLength(101);
  expect(lines.at(-1)).toBe('flow2api_http_requests_total{route="other",method="other",status="2xx"} 400');
});

test('jobs are counted by kind, end and error, and timed by kind', async () => {
  const metrics = createMetrics();
  metrics.observeGeneration({ kind: 'video', state: 'completed', errorCode: null, durationMs: 61_000 });
  metrics.observeGeneration({ kind: 'image', state: 'failed', errorCode: 'content_rejected', durationMs: 900 });
  expect(await samples(metrics, 'generations_total')).toEqual([
    'flow2api_generations_total{kind="video",state="completed",error_code="none"} 1',
    'flow2api_generations_total{kind="image",state="failed",error_code="content_rejected"} 1',
  ]);
  expect(await samples(metrics, 'generation_duration_seconds_bucket')).toContain(
    'flow2api_generation_duration_seconds_bucket{le="120",kind="video"} 1',
  );
});

test('upstream calls are counted by outcome', async () => {
  const metrics = createMetrics();
  metrics.observeUpstreamCall({ call: 'pollVideos', errorCode: null, durationMs: 200 });
  metrics.observeUpstreamCall({ call: 'pollVideos', errorCode: 'upstream_timeout', durationMs: 30_000 });
  expect(await samples(metrics, 'upstream_calls_total')).toEqual([
    'flow2api_upstream_calls_total{call="pollVideos",outcome="ok"} 1',
    'flow2api_upstream_calls_total{call="pollVideos",outcome="upstream_timeout"} 1',
  ]);
  expect(await samples(metrics, 'upstream_call_duration_seconds_count')).toEqual([
    'flow2api_upstream_call_duration_seconds_count{call="pollVideos"} 2',
  ]);
});

test('gauges are read at each scrape only, and states that are gone leave no series behind', async () => {
  const metrics = createMetrics();
  const idle = { image: 0, video: 0 };
  let readings: GaugeReadings = {
    tokens: { active: 3, expired: 1 },
    resting: { image: 1, video: 0 },
    failing: idle,
    leases: { image: 1, video: 2 },
    queueDepth: idle,
    filesBytes: 5,
  };
  let reads = 0;
  metrics.setGauges(async () => {
    reads += 1;
    return readings;
  });
  expect(reads).toBe(0);
  expect(await samples(metrics, 'tokens')).toEqual([
    'flow2api_tokens{state="active"} 3',
    'flow2api_tokens{state="expired"} 1',
  ]);
  readings = { ...readings, tokens: { active: 4 }, filesBytes: 6 };
  expect(await samples(metrics, 'tokens')).toEqual(['flow2api_tokens{state="active"} 4']);
  expect(await samples(metrics, 'leases')).toEqual([
    'flow2api_leases{kind="image"} 1',
    'flow2api_leases{kind="video"} 2',
  ]);
  expect(await samples(metrics, 'tokens_resting')).toEqual([
    'flow2api_tokens_resting{kind="image"} 1',
    'flow2api_tokens_resting{kind="video"} 0',
  ]);
  expect(await samples(metrics, 'files_bytes')).toEqual(['flow2api_files_bytes 6']);
  expect(reads).toBe(5);
});

test('gauges that cannot be read fail the scrape instead of showing old numbers', async () => {
  const metrics = createMetrics();
  metrics.setGauges(() => Promise.reject(new Error('the database is closed')));
  await expect(metrics.scrape()).rejects.toThrow('the database is closed');
});

test('the process itself is measured too, and two registries do not meet', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.observeUpstreamCall({ call: 'session', errorCode: null, durationMs: 1 });
  const { contentType, body } = await one.scrape();
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(body).toContain('process_resident_memory_bytes');
  expect(await samples(other, 'upstream_calls_total')).toEqual([]);
});
