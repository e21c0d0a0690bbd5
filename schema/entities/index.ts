import { AdminSchema } from './admin.ts';
import { AdminTokenSchema } from './admin-token.ts';
import { ApiKeySchema } from './api-key.ts';
import { AuditEntrySchema } from './audit-entry.ts';
import { EventSchema } from './event.ts';
import { FileSchema } from './file.ts';
import { GenerationSchema } from './generation.ts';
import { IdempotencyKeySchema } from './idempotency-key.ts';
import { LatencyStatSchema } from './latency-stat.ts';
import { LeaseSchema } from './lease.ts';
import { ModelChoiceSchema } from './model-choice.ts';
import { RequestBodySchema } from './request-body.ts';
import { RequestLogSchema } from './request-log.ts';
import { RequestStatSchema } from './request-stat.ts';
import { SecondFactorSchema } from './second-factor.ts';
import { SessionSchema } from './session.ts';
import { SettingSchema } from './setting.ts';
import { SettingChangeSchema } from './setting-change.ts';
import { SignInFailureSchema } from './sign-in-failure.ts';
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
  AdminSchema,
  SessionSchema,
  AdminTokenSchema,
  SignInFailureSchema,
  AuditEntrySchema,
  SettingChangeSchema,
  RequestBodySchema,
  RequestStatSchema,
  LatencyStatSchema,
  ModelChoiceSchema,
  SecondFactorSchema,
] as const;
