import type { Tier } from '../../../schema/catalogue.ts';
import type { KeyMode } from '../model-keys.ts';

/** A Flow account as the sandbox plays it, with the switches that tests turn. */
export interface AccountRecord {
  email: string;
  name: string;
  tier: Tier;
  /** The cookie that the account was configured with; recognised again when the same account is configured after a restart. */
  configuredSessionToken: string;
  /** Cookies in order of issue. `stale` ones answer with a session in the past and a fresh cookie. */
  cookies: { token: string; stale: boolean }[];
  /** Running jobs allowed at once; null is no limit. */
  maxRunningVideos: number | null;
  maxRunningImages: number | null;
  accessTokenSeconds: number;
  rotateCookie: boolean;
  sessionDead: boolean;
  /** Whether the session says that Google refused the refresh: with the old access token, or without any. */
  refreshNeeded: false | 'stale' | 'absent';
}

interface BalanceRecord {
  credits: number;
}

export interface AccessTokenRecord {
  email: string;
  /** Unix milliseconds. */
  expiresAt: number;
}

export interface ProjectRecord {
  projectId: string;
  email: string;
  title: string;
  createdAt: number;
}

/** How a video job ends; absent while nothing but success is planned. */
export interface JobFailure {
  code: number;
  message: string;
}

/** The job behind a video: its state is a function of these fields and the clock. */
export interface JobRecord {
  operation: string;
  sceneId: string;
  batchId: string | null;
  startedAt: number;
  durationMs: number;
  /** Shows SCHEDULED between PENDING and ACTIVE. */
  scheduled: boolean;
  price: number;
  failure: JobFailure | null;
  /** The price was given back. */
  refunded: boolean;
  cancelledAt: number | null;
  neverEnding: boolean;
}

/** One uploaded or generated medium: everything needed to draw it again. */
export interface MediaRecord {
  id: string;
  /** The last part of its CDN path. */
  key: string;
  kind: 'image' | 'video';
  origin: 'upload' | KeyMode;
  email: string;
  projectId: string | null;
  workflowId: string;
  prompt: string;
  modelKey: string;
  seed: number;
  aspectRatio: string;
  width: number;
  height: number;
  /** Length of a video. */
  seconds: number | null;
  /** How many images the request referred to. */
  references: number;
  createdAt: number;
  /** Success is reported without an address. */
  noAddress: boolean;
  job: JobRecord | null;
}

/** What the sandbox remembers, by table. */
export interface Tables {
  meta: { value: string };
  account: AccountRecord;
  balance: BalanceRecord;
  accessToken: AccessTokenRecord;
  project: ProjectRecord;
  media: MediaRecord;
}

export type TableName = keyof Tables;
