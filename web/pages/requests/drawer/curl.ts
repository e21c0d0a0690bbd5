import type { DetailJob, DetailRequest } from './detail.ts';

/** In a shell, within single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * The request as a command. The key is a placeholder; the body is the one that was kept, or the least that asks for the same
 * job again. @param body text of JSON, null when none was kept
 */
export function curlOf(request: DetailRequest, job: DetailJob | null, body: string | null, origin: string): string {
  const path = request.route.replace(/:\w+(\([^)]*\))?/g, request.generationId ?? 'ID');
  const sent = request.method === 'GET' || request.method === 'DELETE' ? null : (body ?? bodyOf(request.route, job));
  const lines = [
    `curl ${request.method === 'GET' ? '' : `-X ${request.method} `}${quoted(origin + path)}`,
    '-H "Authorization: Bearer $FLOW2API_KEY"',
    ...(sent === null ? [] : [`-H 'Content-Type: application/json'`, `-d ${quoted(sent)}`]),
  ];
  return lines.join(' \\\n  ');
}

/** The least that each route needs, of what the job tells. */
function bodyOf(route: string, job: DetailJob | null): string | null {
  if (job === null) return null;
  const { model, prompt } = job;
  if (route.includes('chat/completions')) {
    return JSON.stringify({ model, messages: [{ role: 'user', content: prompt }], stream: true });
  }
  if (route.includes('responses')) return JSON.stringify({ model, input: prompt });
  if (route.includes('generateContent')) return JSON.stringify({ contents: [{ parts: [{ text: prompt }] }] });
  return JSON.stringify({ model, prompt });
}
