import { defineEntity, p } from '@mikro-orm/core';
import type { MediaKind } from '../catalogue.ts';

/** What was generated in one quarter of an hour by one token for one key with one model. A rollup: derived, added to in the job's own transaction. */
export const UsageStatSchema = defineEntity({
  name: 'UsageStat',
  tableName: 'usage_stats',
  properties: {
    /** Its start, Unix milliseconds. The day of every time zone is made of whole quarters. */
    quarter: p.bigint('number').primary(),
    /** 0 when the job never reached a token. */
    tokenId: p.integer().primary(),
    apiKeyId: p.string().primary(),
    model: p.string().primary(),
    kind: p.string().$type<MediaKind>(),
    completed: p.integer().default(0),
    failed: p.integer().default(0),
    credits: p.integer().default(0),
    /** Sum of the time from creation to end, for means. */
    durationMs: p.bigint('number').default(0),
  },
});
