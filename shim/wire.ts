import type { IncomingHttpHeaders } from 'node:http';

/** Whose protocol a request speaks, which decides the form of its answer, errors included. */
export type Wire = 'openai' | 'gemini' | 'plugin';

/** The parts of a request that tell whose protocol it speaks. */
export interface WireRequest {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingHttpHeaders;
}

/** What stands below `/v1` with Google alone. */
const GOOGLE_ROOTS = ['interactions', 'publishers', 'projects', 'operations', 'tunedModels', 'cachedContents'];
/** What stands below `/v1` with OpenAI alone, whatever key is shown. Of all else the headers and the verb decide. */
const OPENAI_ROOTS = ['chat', 'images', 'videos', 'responses', 'jobs'];

/**
 * Google's newer SDKs call the same `/v1` as OpenAI's. Where a path is not Google's alone, a key in Google's manner
 * (`x-goog-api-key`, `?key=`), its SDK's own header or a `:verb` at the end tells.
 */
export function wireOf(request: WireRequest): Wire {
  const [address = '', query = ''] = (request.url ?? '').split('?', 2);
  const path = address.replace(/\/{2,}/g, '/');
  if (path.startsWith('/api/plugin/')) return 'plugin';
  return isGooglePath(path) || (mayBeBoth(path) && speaksGoogle(request, path, query)) ? 'gemini' : 'openai';
}

function isGooglePath(path: string): boolean {
  if (/^\/(upload\/)?v1(alpha|beta)\d*(\/|$)/.test(path) || path.startsWith('/upload/v1/')) return true;
  return GOOGLE_ROOTS.includes(rootOf(path)) || /^\/v1\/models\/.+\/operations\//.test(path);
}

function mayBeBoth(path: string): boolean {
  const root = rootOf(path);
  return root !== '' && !OPENAI_ROOTS.includes(root);
}

/** The first segment below `/v1`; empty for another path. */
function rootOf(path: string): string {
  return /^\/v1\/([^/]+)/.exec(path)?.[1] ?? '';
}

function speaksGoogle({ method, headers }: WireRequest, path: string, query: string): boolean {
  if (headers['x-goog-api-key'] !== undefined || headers['x-goog-api-client'] !== undefined) return true;
  if (new URLSearchParams(query).has('key')) return true;
  // Reading a model whose id has a colon in it is left to OpenAI's wire.
  return /(:|%3a)\w+$/i.test(path) && (method === 'POST' || rootOf(path) === 'files');
}
