import { defineEntity, p } from '@mikro-orm/core';
import type { MediaKind } from '../catalogue.ts';
import type { Row } from './row.ts';

/** A token's slot held by one job. It exists exactly as long as the upstream works on that job. */
export const LeaseSchema = defineEntity({
  name: 'Lease',
  tableName: 'leases',
  properties: {
    generationId: p.string().primary(),
    tokenId: p.integer(),
    kind: p.string().$type<MediaKind>(),
    /** Credits set aside for the job until the upstream states the balance. */
    credits: p.integer(),
    takenAt: p.bigint('number'),
  },
  indexes: [{ properties: ['tokenId'] }],
});
export type Lease = Row<typeof LeaseSchema>;
