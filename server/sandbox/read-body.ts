import type { IncomingMessage } from 'node:http';
import { refuse, UpstreamError } from './upstream-error.ts';

/** Room for an upload of 20 MB in base64, and for what stands around it. */
const MAX_BODY_BYTES = 48 * 1024 * 1024;

/**
 * The JSON body of a request, whatever its content type says: the web app labels it `text/plain`. Undefined when empty.
 * @throws UpstreamError 400 when it is not JSON, 413 when it is too long.
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The connection must outlive a refusal, or nobody would hear of it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES)
      throw new UpstreamError(413, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit.');
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    const description = `Invalid JSON payload received. ${cause instanceof Error ? cause.message : ''}`.trim();
    throw refuse.invalid({ fieldViolations: [{ field: '', description }] });
  }
}
