import { defineEntity, p } from '@mikro-orm/core';

/** A create call that its caller gave a name, so that the same call is never carried out twice. Written with its first job. */
export const IdempotencyKeySchema = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_keys',
  properties: {
    apiKeyId: p.string().primary(),
    /** As the caller wrote it. */
    key: p.string().primary(),
    /** Digest of what was asked for: the same name for something else is a mistake. */
    fingerprint: p.string(),
    /** `callId` of the jobs. */
    callId: p.string(),
    createdAt: p.bigint('number'),
  },
  indexes: [{ properties: ['createdAt'] }],
});
