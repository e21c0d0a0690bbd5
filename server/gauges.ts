import type { Token } from '../schema/entities/token.ts';
import type { createGenerations } from './generation/generations.ts';
import type { createMedia } from './media/index.ts';
import type { GaugeReadings } from './observability/metrics.ts';
import type { Tokens } from './tokens/tokens.ts';

interface GaugesDeps {
  tokens: Tokens;
  generations: Pick<ReturnType<typeof createGenerations>, 'waiting'>;
  media: Pick<ReturnType<typeof createMedia>, 'totalBytes'>;
}

/** Counts, for one scrape, what the services hold now. */
export function createGauges({ tokens, generations, media }: GaugesDeps): () => GaugeReadings {
  return () => ({
    tokens: countBy(tokens.roster.all(), stateOf),
    ...tokens.healthReadings(),
    leases: { image: 0, video: 0, ...countBy(tokens.pool.held().values(), (lease) => lease.kind) },
    queueDepth: generations.waiting(),
    filesBytes: media.totalBytes(),
  });
}

/** The two facts about a token as one word. */
function stateOf(token: Token): string {
  return token.enabled ? token.status : 'switched off';
}

/** How many items have each label. */
export function countBy<Item>(items: Iterable<Item>, labelOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    const label = labelOf(item);
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}
