import type { ErrorCode } from '../../schema/errors.ts';
import type { OperationBreaker } from './operation-breaker.ts';
import type { WireProfile } from './types.ts';

/**
 * Kinds of call that differ in how long an answer may take. `control` is credits, projects and deletion; `probe` only finds out
 * whether anything is answered.
 */
export type CallKind = 'session' | 'control' | 'probe' | 'upload' | 'image' | 'submit' | 'poll' | 'media' | 'upsample';

/**
 * How long each kind of call may take, milliseconds. All but `media` bound the whole call, from the wait for a
 * connection to the last byte; `media` bounds the wait for the headers and each silence in the body.
 */
export type CallTimeouts = Record<CallKind, number>;

/** Every call of the wire by name: a bounded set, fit for a metric's label. */
export type FlowCall =
  | 'session'
  | 'createProject'
  | 'deleteProject'
  | 'deleteMedia'
  | 'mediaRedirect'
  | 'credits'
  | 'uploadImage'
  | 'generateImage'
  | 'upsampleImage'
  | 'startVideo'
  | 'pollVideos'
  | 'readMedia'
  | 'openMedia';

/** One finished exchange with the upstream, for metrics and the debug log. Holds no credential and no query string. */
export interface CallEvent {
  call: FlowCall;
  origin: string;
  method: string;
  path: string;
  /** HTTP status of the answer; null when none came. */
  status: number | null;
  durationMs: number;
  bytesIn: number;
  /** The code that the caller was given; null when the call succeeded. */
  errorCode: ErrorCode | null;
  /** Bodies with secrets cut out and base64 folded; only while bodies are captured. */
  requestBody?: unknown;
  responseBody?: unknown;
}

/** What one client's calls go through. */
export interface ProxyChoice {
  /** `http://`, `https://`, `socks5://` or `socks5h://` with optional `user:password@`; null or `direct` for no proxy. */
  proxy: string | null;
  /** For media downloads only; absent means the same as `proxy`. */
  mediaProxy?: string | null | undefined;
}

export interface ConnectionOptions {
  /**
   * Open connections per way out and origin, for each of four: calls that are answered soon, calls that last as long as the
   * work, media downloads, and probes. More calls than that wait in line.
   */
  maxConnections?: number | undefined;
  /** Bound on reaching a host or opening a tunnel, milliseconds; asked for when a way out is first used. */
  connectTimeoutMs?: (() => number) | number | undefined;
  /** How long the connections of a way out are kept without any call, milliseconds. */
  idleMs?: number | undefined;
  /** Further certificate authorities (PEM) to trust, beside the usual ones. */
  extraCa?: readonly string[] | undefined;
}

export interface EgressOptions extends ProxyChoice, ConnectionOptions {}

export interface FlowClientOptions extends EgressOptions {
  /** For example `https://labs.google/fx/api`. */
  labsBaseUrl: string;
  /** For example `https://aisandbox-pa.googleapis.com/v1`. */
  apiBaseUrl: string;
  wireProfile: WireProfile;
  /**
   * Where media may be fetched from besides the two origins above: a host (`storage.googleapis.com`), a suffix
   * (`*.googleusercontent.com`), or a whole origin (`http://127.0.0.1:9000`). Hosts and suffixes mean HTTPS on its usual port.
   */
  mediaHosts: readonly string[];
  timeouts: CallTimeouts;
  /** Told of every exchange when it has ended. Must not throw. */
  onCall?: ((event: CallEvent) => void) | undefined;
  /** Asked per call, so that the debug switch works while running. */
  captureBodies?: (() => boolean) | undefined;
  /** Notices when the wire has changed; shared by the clients of one upstream. */
  operations?: OperationBreaker | undefined;
  /** Unix milliseconds. */
  now: () => number;
  /** A fresh UUID. */
  newId: () => string;
}

/** The times per kind that follow from the one that an operator sets. Small ones stay small: a lost poll is asked again. */
export function timeoutsFrom(timeoutMs: number): CallTimeouts {
  return {
    session: Math.min(timeoutMs, 20_000),
    control: Math.min(timeoutMs, 15_000),
    // A working upstream tells a balance within a fraction of this.
    probe: Math.min(timeoutMs, 3_000),
    upload: timeoutMs,
    image: timeoutMs,
    submit: timeoutMs,
    poll: Math.min(timeoutMs, 30_000),
    media: Math.min(timeoutMs, 60_000),
    upsample: Math.max(timeoutMs, 300_000),
  };
}
