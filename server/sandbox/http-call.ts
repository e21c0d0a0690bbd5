import type { Endpoint, Twist } from './faults.ts';
import type { AccountRecord } from './state/records.ts';

/** Which of the upstream's hosts a path belongs to: it decides who may call and how errors look. */
type Host = 'labs' | 'bearer' | 'cdn' | 'control';

/** One request on its way through a route. */
export interface Call {
  method: string;
  url: URL;
  /** Named parts of the path. */
  params: Readonly<Record<string, string>>;
  headers: import('node:http').IncomingHttpHeaders;
  /** The parsed JSON body; undefined without one. */
  body: unknown;
  /** Where this sandbox was reached, for addresses in answers. */
  origin: string;
  /** The account that the cookie or bearer belongs to, if any. */
  account: AccountRecord | null;
  /** A scripted fault that the handler has to bring about. */
  twist: Twist | null;
}

/** A call whose account is known. */
export interface AccountCall extends Call {
  account: AccountRecord;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string | number | string[]>;
  /** Sent as JSON. */
  json?: unknown;
  bytes?: Uint8Array;
}

interface RouteBase {
  method: string;
  /** The whole path, or a pattern with named groups. The wire's colons make them unfit for most routers. */
  path: string | RegExp;
  /** What the call counts as; null for the sandbox's own switches. */
  endpoint: Endpoint | null;
  /** The tRPC procedure, for error answers. */
  procedure?: string;
}

/** A way in. On `labs` and `bearer` the caller is known before `handle` runs, unless `anyone` may call. */
export type Route =
  | (RouteBase & { host: 'labs' | 'bearer'; anyone?: false; handle(call: AccountCall): Promise<Reply> | Reply })
  | (RouteBase & { host: Host; anyone: true; handle(call: Call): Promise<Reply> | Reply });
