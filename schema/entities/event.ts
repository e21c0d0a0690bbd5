import { defineEntity, p } from '@mikro-orm/core';
import type { DomainEvent } from '../events.ts';

/** One line of the ordered log that everything live is made from. */
export const EventSchema = defineEntity({
  name: 'Event',
  tableName: 'events',
  properties: {
    seq: p.integer().primary().autoincrement(),
    type: p.string().$type<DomainEvent['type']>(),
    /** What it is about: a generation id, or a token id as text. */
    subject: p.string(),
    payload: p.json<DomainEvent>(),
    at: p.bigint('number'),
  },
  indexes: [{ properties: ['subject', 'seq'] }, { properties: ['at'] }],
});
