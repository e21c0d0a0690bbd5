/**
 * Every prompt in a request body, wherever it stands: faults can be aimed at prompts on all calls that carry one.
 * Bodies are looked at before they are checked, so nothing about their shape is taken for granted.
 */
export function promptsIn(body: unknown): string[] {
  const requests = field(body, 'requests');
  if (!Array.isArray(requests)) return [];
  return requests.flatMap((request) => [...promptOf(request), ...promptOf(field(request, 'textInput'))]);
}

/** The media ids and operation names that a body asks about, or works on. */
export function mediaNamesIn(body: unknown): { ids: string[]; operations: string[] } {
  const names = (list: unknown, read: (item: unknown) => unknown) =>
    (Array.isArray(list) ? list.map(read) : []).filter((name) => typeof name === 'string');
  return {
    ids: [
      ...names(field(body, 'media'), (item) => field(item, 'name')),
      ...names(field(body, 'requests'), (item) => field(field(item, 'videoInput'), 'mediaId')),
      ...names([body], (item) => field(item, 'mediaId')),
    ],
    operations: names(field(body, 'operations'), (item) => field(field(item, 'operation'), 'name')),
  };
}

function promptOf(request: unknown): string[] {
  const plain = field(request, 'prompt');
  if (typeof plain === 'string') return [plain];
  const parts = field(field(request, 'structuredPrompt'), 'parts');
  if (!Array.isArray(parts)) return [];
  return [parts.map((part) => String(field(part, 'text') ?? '')).join('')];
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
