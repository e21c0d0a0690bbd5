import { defineEntity, p } from '@mikro-orm/core';
import type { Tier } from '../catalogue.ts';
import type { Row } from './row.ts';

/**
 * One Flow account. Two facts stay apart: `enabled` is what the operator wants, `status` is what the pool last saw.
 * Session and access token are sealed (AES-256-GCM) before they reach this row. Times are Unix milliseconds.
 */
export const TokenSchema = defineEntity({
  name: 'Token',
  tableName: 'tokens',
  properties: {
    id: p.integer().primary().autoincrement(),
    email: p.string(),
    name: p.string().nullable(),
    remark: p.string().nullable(),
    upstream: p.string().$type<'flow' | 'sandbox'>().default('flow'),
    /** Sealed session token, and a digest of it that tells a duplicate without opening it. */
    sessionToken: p.text().hidden(),
    sessionTokenHash: p.string().unique(),
    accessToken: p.text().nullable().hidden(),
    accessTokenExpiresAt: p.bigint('number').nullable(),
    enabled: p.boolean().default(true),
    status: p.string().$type<'active' | 'expired' | 'disabled'>().default('active'),
    statusReason: p.string().nullable(),
    credits: p.integer().default(0),
    tier: p.string().$type<Tier>().default('PAYGATE_TIER_NOT_PAID'),
    projectId: p.string().nullable(),
    projectTitle: p.string().nullable(),
    imageEnabled: p.boolean().default(true),
    videoEnabled: p.boolean().default(true),
    /** Slots of this token; null follows the setting, -1 means no limit. */
    imageConcurrency: p.integer().nullable(),
    videoConcurrency: p.integer().nullable(),
    /** Sealed: a proxy address may hold a password. */
    proxyUrl: p.text().nullable().hidden(),
    consecutiveErrors: p.integer().default(0),
    lastError: p.string().nullable(),
    lastUsedAt: p.bigint('number').nullable(),
    lastRefreshAt: p.bigint('number').nullable(),
    createdAt: p.bigint('number'),
    updatedAt: p.bigint('number'),
  },
  uniques: [{ properties: ['upstream', 'email'] }],
});
export type Token = Row<typeof TokenSchema>;
