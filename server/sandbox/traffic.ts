import { ENDPOINTS, type Endpoint } from './faults.ts';

/** One request that came in, as tests may want to look at it. Long strings are folded. */
export interface RecordedRequest {
  at: string;
  endpoint: Endpoint;
  method: string;
  path: string;
  account: string | null;
  body: unknown;
}

export type Traffic = ReturnType<typeof createTraffic>;

const REMEMBERED = 2_000;
const LONGEST_STRING = 4_000;

/** Counts the calls of each account, and remembers the last ones. Costs the same however many there were. */
export function createTraffic({ now }: { now(): number }) {
  const countsByEmail = new Map<string, Record<Endpoint, number>>();
  const ring: RecordedRequest[] = [];
  let next = 0;

  function countsOf(email: string): Record<Endpoint, number> {
    const known = countsByEmail.get(email);
    if (known) return known;
    const fresh = Object.fromEntries(ENDPOINTS.map((endpoint) => [endpoint, 0])) as Record<Endpoint, number>;
    countsByEmail.set(email, fresh);
    return fresh;
  }

  return {
    record: (request: Omit<RecordedRequest, 'at'>): void => {
      // Without an account: signed addresses, and whoever came with bad credentials.
      countsOf(request.account ?? '')[request.endpoint] += 1;
      ring[next] = { at: new Date(now()).toISOString(), ...request, body: fold(request.body) };
      next = (next + 1) % REMEMBERED;
    },
    counts: countsOf,
    /** The remembered requests, oldest first. */
    requests: (endpoint: string | null, last = REMEMBERED): RecordedRequest[] =>
      [...ring.slice(next), ...ring.slice(0, next)]
        .filter((request) => endpoint === null || request.endpoint === endpoint)
        .slice(-last),
  };
}

/** The same value with long strings (images, mostly) cut down to their length. */
function fold(value: unknown): unknown {
  if (typeof value === 'string') return value.length > LONGEST_STRING ? `<${value.length} characters>` : value;
  if (Array.isArray(value)) return value.map(fold);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isBytes(key, inner) ? `<${inner.length} characters>` : fold(inner),
    ]),
  );
}

const isBytes = (key: string, value: unknown): value is string =>
  typeof value === 'string' && (key === 'imageBytes' || key === 'rawImageBytes');
