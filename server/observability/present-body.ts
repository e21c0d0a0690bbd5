import { describeBase64, LONG_BASE64 } from '../../schema/folded-media.ts';
import { maskSecrets } from './mask.ts';

/** More of a body is not kept, characters. */
const MOST_CHARACTERS = 256 * 1024;
const RUN = new RegExp(`[A-Za-z0-9+/_-]{${LONG_BASE64},}={0,2}`, 'g');
const DATA_URL = /data:([\w.+-]{1,60}\/[\w.+-]{1,60});base64,(?:[A-Za-z0-9+/_-]{32,}={0,2})/g;

/**
 * A body as the request log keeps it and shows it to operators: as text, media folded into type and size, every secret
 * hidden but for its last four characters, whatever the settings say about the log. Null for no body.
 */
export function presentBody(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  const text =
    typeof body === 'string'
      ? folded(body)
      : JSON.stringify(body, (_, value) => (typeof value === 'string' ? folded(value) : value));
  // Masked before the cut: half a secret would no longer look like one.
  const masked = maskSecrets(text);
  if (masked.length <= MOST_CHARACTERS) return masked;
  return `${masked.slice(0, MOST_CHARACTERS)}… (${masked.length} characters)`;
}

function folded(text: string): string {
  if (text.length < LONG_BASE64) return text;
  return text
    .replace(DATA_URL, (whole, type: string) => {
      const characters = whole.length - whole.indexOf(',') - 1;
      return `<${describeBase64('', characters, type)}>`;
    })
    .replace(RUN, (run) => `<${describeBase64(run, run.length)}>`);
}
