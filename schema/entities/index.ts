import { ApiKeySchema } from './api-key.ts';
import { EventSchema } from './event.ts';
import { FileSchema } from './file.ts';
import { GenerationSchema } from './generation.ts';
import { IdempotencyKeySchema } from './idempotency-key.ts';
import { LeaseSchema } from './lease.ts';
import { RequestLogSchema } from './request-log.ts';
import { SettingSchema } from './setting.ts';
import { TokenSchema } from './token.ts';
import { TokenHealthSchema } from './token-health.ts';
import { UploadSchema } from './upload.ts';
import { UsageStatSchema } from './usage-stat.ts';

/** Every table of the database. */
export const entities = [
  TokenSchema,
  TokenHealthSchema,
  SettingSchema,
  UsageStatSchema,
  GenerationSchema,
  LeaseSchema,
  EventSchema,
  ApiKeySchema,
  FileSchema,
  RequestLogSchema,
  IdempotencyKeySchema,
  UploadSchema,
] as const;
