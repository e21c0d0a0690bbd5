import { defineEntity, p } from '@mikro-orm/core';
import type { Breaker } from '../breaker.ts';
import type { MediaKind } from '../catalogue.ts';
import type { ModelLimit } from '../health.ts';
import type { Row } from './row.ts';

/** What the pool holds against an account for one kind of work. No row: nothing. `updatedAt` is Unix milliseconds. */
export const TokenHealthSchema = defineEntity({
  name: 'TokenHealth',
  tableName: 'token_health',
  properties: {
    tokenId: p.integer().primary(),
    kind: p.string().$type<MediaKind>().primary(),
    breaker: p.json<Breaker>(),
    limits: p.json<ModelLimit[]>(),
    updatedAt: p.bigint('number'),
  },
});
export type TokenHealth = Row<typeof TokenHealthSchema>;
