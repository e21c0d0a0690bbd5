import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { MediaKind } from '../../schema/catalogue.ts';
import type { ErrorCode } from '../../schema/errors.ts';
import type { GenerationState } from '../../schema/generation.ts';
import type { FlowCall } from '../flow/options.ts';
import { boundedLabel, methodLabel, statusClass } from './labels.ts';

/** Routes are patterns and few; this bounds the series should a route ever be a raw address. */
const MAX_ROUTES = 100;
/** Up to half an hour, the longest a video may take. */
const GENERATION_SECONDS = [1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 600, 1200, 1800];
const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** What is counted anew at each scrape. */
export interface GaugeReadings {
  /** Number of tokens by state. */
  tokens: Readonly<Record<string, number>>;
  /** Tokens that rest from work of a kind. */
  resting: Readonly<Record<MediaKind, number>>;
  /** 1 while the upstream fails for everybody. */
  failing: Readonly<Record<MediaKind, number>>;
  /** Slots taken. */
  leases: Readonly<Record<MediaKind, number>>;
  /** Jobs waiting for a slot. */
  queueDepth: Readonly<Record<MediaKind, number>>;
  /** Size of all kept files together. */
  filesBytes: number;
}

/** Counts what happens, for Prometheus. Every label takes one of few values; the names begin with `flow2api_`. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const make = metricMakers(registry);
  const routeLabel = boundedLabel(MAX_ROUTES);

  const requests = make.counter('http_requests_total', 'Requests answered.', ['route', 'method', 'status']);
  const requestSeconds = make.histogram(
    'http_request_duration_seconds',
    'Time to the end of an answer.',
    ['route'],
    REQUEST_SECONDS,
  );
  const generations = make.counter('generations_total', 'Jobs that ended.', ['kind', 'state', 'error_code']);
  const generationSeconds = make.histogram(
    'generation_duration_seconds',
    'Time from the request to the end of a job.',
    ['kind'],
    GENERATION_SECONDS,
  );
  const calls = make.counter('upstream_calls_total', 'Calls to the upstream.', ['call', 'outcome']);
  const callSeconds = make.histogram(
    'upstream_call_duration_seconds',
    'Time of a call to the upstream.',
    ['call'],
    CALL_SECONDS,
  );
  const tokens = make.gauge('tokens', 'Tokens by state.', ['state']);
  const resting = make.gauge('tokens_resting', 'Tokens that rest, by the kind of work.', ['kind']);
  const failing = make.gauge('upstream_failing', 'Whether the upstream fails for everybody.', ['kind']);
  const leases = make.gauge('leases', 'Slots taken.', ['kind']);
  const queueDepth = make.gauge('queue_depth', 'Jobs waiting for a slot.', ['kind']);
  const filesBytes = make.gauge('files_bytes', 'Size of all kept files.', []);
  let readGauges: (() => GaugeReadings | Promise<GaugeReadings>) | null = null;

  return {
    /** A request whose answer has ended. `route` is the pattern, not the address. */
    observeRequest({
      route,
      method,
      status,
      durationMs,
    }: {
      route: string;
      method: string;
      status: number;
      durationMs: number;
    }): void {
      const label = routeLabel(route);
      requests.inc({ route: label, method: methodLabel(method), status: statusClass(status) });
      requestSeconds.observe({ route: label }, durationMs / 1000);
    },

    /** A job that ended; `errorCode` is null unless it failed. */
    observeGeneration({
      kind,
      state,
      errorCode,
      durationMs,
    }: {
      kind: MediaKind;
      state: GenerationState;
      errorCode: ErrorCode | null;
      durationMs: number;
    }): void {
      generations.inc({ kind, state, error_code: errorCode ?? 'none' });
      generationSeconds.observe({ kind }, durationMs / 1000);
    },

    /** A call to the upstream that ended; `errorCode` is null when it succeeded. */
    observeUpstreamCall({
      call,
      errorCode,
      durationMs,
    }: {
      call: FlowCall;
      errorCode: ErrorCode | null;
      durationMs: number;
    }): void {
      calls.inc({ call, outcome: errorCode ?? 'ok' });
      callSeconds.observe({ call }, durationMs / 1000);
    },

    /** Says where the gauges' values come from; asked once per scrape and not in between. */
    setGauges(read: () => GaugeReadings | Promise<GaugeReadings>): void {
      readGauges = read;
    },

    /** Everything in Prometheus' text form. Rejects when the gauges cannot be read. */
    async scrape(): Promise<{ contentType: string; body: string }> {
      if (readGauges !== null) {
        const readings = await readGauges();
        setEach(tokens, 'state', readings.tokens);
        setEach(resting, 'kind', readings.resting);
        setEach(failing, 'kind', readings.failing);
        setEach(leases, 'kind', readings.leases);
        setEach(queueDepth, 'kind', readings.queueDepth);
        filesBytes.set(readings.filesBytes);
      }
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

function metricMakers(registry: Registry) {
  const registers = [registry];
  const named = (name: string) => `flow2api_${name}`;
  return {
    counter: <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
      new Counter({ name: named(name), help, labelNames, registers }),
    gauge: <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
      new Gauge({ name: named(name), help, labelNames, registers }),
    histogram: <L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]) =>
      new Histogram({ name: named(name), help, labelNames, buckets, registers }),
  };
}

/** Sets one series per entry; series of values that are gone go too. */
function setEach<L extends string>(gauge: Gauge<L>, label: L, values: Readonly<Record<string, number>>): void {
  gauge.reset();
  for (const [value, count] of Object.entries(values)) gauge.set({ [label]: value } as Record<L, string>, count);
}
