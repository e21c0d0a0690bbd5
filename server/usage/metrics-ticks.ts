import type { MetricsTicked } from '../../schema/events.ts';
import { appendEvent, type Database } from '../database/database.ts';

export interface MetricsTicksDeps {
  database: Pick<Database, 'commit'>;
  /** Whether anybody would hear a tick. */
  isAskedFor(type: MetricsTicked['type']): boolean;
  readings(): Omit<MetricsTicked, 'type'>;
  schedule(work: () => void, delayMs: number): () => void;
  now(): number;
  onError(cause: unknown): void;
}

const TICK_MS = 5_000;

/** Tells every few seconds how things stand, as an event, while somebody listens to it. */
export function createMetricsTicks({ database, isAskedFor, readings, schedule, now, onError }: MetricsTicksDeps) {
  let callOff = (): void => {};

  function tick(): void {
    callOff = schedule(tick, TICK_MS);
    if (!isAskedFor('metrics-ticked')) return;
    const event = { type: 'metrics-ticked', ...readings() } as const;
    database.commit((tx) => appendEvent(tx, event, now())).catch(onError);
  }

  return {
    start: tick,
    close: (): void => callOff(),
  };
}
