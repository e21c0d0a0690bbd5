import fc from 'fast-check';

/** One request, on the wire that its answer is to speak. */
export interface FuzzRequest {
  wire: 'openai' | 'google' | 'any';
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | Buffer | null;
}

type Json = Record<string, unknown>;

/** A route that makes something: a good request for it, and the fields without which it is none. */
interface CreateRoute {
  wire: 'openai' | 'google';
  path: string;
  body: Json;
  /** Fields that must be there and right. */
  needed: readonly string[];
}

const PICTURE = 'gemini-2.5-flash-image';
const TEXT = [{ role: 'user', content: 'a fox' }];
const CONTENTS = [{ role: 'user', parts: [{ text: 'a fox' }] }];
const INSTANCES = [{ prompt: 'waves' }];

const CREATE_ROUTES: readonly CreateRoute[] = [
  {
    wire: 'openai',
    path: '/v1/chat/completions',
    body: { model: PICTURE, messages: TEXT },
    needed: ['model', 'messages'],
  },
  {
    wire: 'openai',
    path: '/v1/images/generations',
    body: { model: PICTURE, prompt: 'a fox', n: 1, size: '1024x1024' },
    needed: ['model', 'prompt'],
  },
  {
    wire: 'openai',
    path: '/v1/images/edits',
    body: { model: PICTURE, prompt: 'a fox', images: [{ image_url: 'data:image/png;base64,AAAA' }] },
    needed: ['model', 'prompt'],
  },
  {
    wire: 'openai',
    path: '/v1/videos',
    body: { model: 'veo_3_1_t2v_fast', prompt: 'waves', seconds: '8', size: '1280x720' },
    needed: ['model', 'prompt'],
  },
  {
    wire: 'openai',
    path: '/v1/responses',
    body: { model: PICTURE, input: 'a fox' },
    needed: ['model', 'input'],
  },
  {
    wire: 'google',
    path: `/v1beta/models/${PICTURE}:generateContent`,
    body: { contents: CONTENTS },
    needed: ['contents'],
  },
  {
    wire: 'google',
    path: `/v1beta/models/${PICTURE}:streamGenerateContent?alt=sse`,
    body: { contents: CONTENTS },
    needed: ['contents'],
  },
  {
    wire: 'google',
    path: '/v1beta/models/imagen-4.0-generate-001:predict',
    body: { instances: INSTANCES, parameters: { sampleCount: 1 } },
    needed: ['instances'],
  },
  {
    wire: 'google',
    path: '/v1beta/models/veo-3.1-fast-generate-preview:predictLongRunning',
    body: { instances: INSTANCES, parameters: { aspectRatio: '16:9' } },
    needed: ['instances'],
  },
  {
    wire: 'google',
    path: '/v1beta/interactions',
    body: { model: PICTURE, input: 'a fox' },
    needed: ['model', 'input'],
  },
];

/** What no needed field can be. Texts that are good words, or a list with a good entry, are left out. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    0,
    -1,
    true,
    false,
    [],
    {},
    [null],
    [{}],
    [[]],
    { url: 1 },
    Number.MAX_VALUE,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.dictionary(fc.string({ maxLength: 8 }), fc.integer(), { maxKeys: 4 }),
  fc.array(fc.integer(), { maxLength: 4 }),
);
const unknownModel = fc.string({ minLength: 1, maxLength: 300 }).map((text) => `no-such-${text}`);
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constant('x'.repeat(20_000)),
  fc.integer().map(String),
);
/** Fields that mean something somewhere, beside any others. */
const fieldName = fc.oneof(
  fc.constantFrom(
    ...['n', 'size', 'seed', 'user', 'style', 'image', 'stream', 'quality', 'seconds', 'duration', 'resolution'],
    ...['aspect_ratio', 'background', 'input_reference', 'reference_images', 'last_frame', 'output_format', 'tools'],
    ...['response_format', 'partial_images', 'stream_options', 'generationConfig', 'parameters', 'response_modalities'],
    ...[
      'systemInstruction',
      'safetySettings',
      'previous_interaction_id',
      'generation_config',
      '__proto__',
      'constructor',
    ],
  ),
  fc.string({ maxLength: 20 }),
);

const key = { authorization: 'Bearer test-key-of-the-caller' };
const oddHeaders = fc.record(
  {
    'idempotency-key': fc.oneof(fc.constant('k'.repeat(300)), fc.stringMatching(/^[!-~]{1,40}$/)),
    'x-stainless-retry-count': fc.constantFrom('1', '-1', 'NaN', '1e9', ''),
    prefer: fc.constantFrom('respond-async', 'wait=10', ',,,'),
    'content-type': fc.constantFrom(
      'application/json',
      'text/plain',
      'application/json; charset=utf-16',
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'application/x-www-form-urlencoded',
    ),
    'x-forwarded-host': fc.constantFrom('evil.example', ':::', 'a b'),
    'accept-encoding': fc.constantFrom('gzip', '*', 'br;q=0'),
  },
  { requiredKeys: [] },
);

/** A good body with one needed field spoilt and any others besides. */
const spoiltBody = fc.constantFrom(...CREATE_ROUTES).chain((route) =>
  fc
    .record({
      field: fc.constantFrom(...route.needed),
      value: wrong,
      model: unknownModel,
      extra: fc.dictionary(fieldName, anything, { maxKeys: 4 }),
    })
    .map(({ field, value, model, extra }) => {
      const spoilt = field === 'model' ? { model } : { [field]: value };
      return { ...route, body: { ...extra, ...route.body, ...spoilt } as Json };
    }),
);

const spoiltJson = fc.tuple(spoiltBody, oddHeaders).map(
  ([{ wire, path, body }, headers]): FuzzRequest => ({
    ...{ wire, path, method: 'POST', body: JSON.stringify(body) },
    headers: { 'content-type': 'application/json', ...headers, ...key },
  }),
);

/** A good body cut off, or with a byte put in that JSON does not take there. */
const brokenJson = fc
  .record({ route: fc.constantFrom(...CREATE_ROUTES), at: fc.nat(), byte: fc.nat(255) })
  .map(({ route: { wire, path, body }, at, byte }): FuzzRequest => {
    const text = Buffer.from(JSON.stringify(body));
    const cut = text.subarray(0, at % text.length);
    const bytes = at % 2 === 0 ? cut : Buffer.concat([cut, Buffer.from([byte < 32 ? byte : byte | 0x80])]);
    return { wire, path, method: 'POST', headers: { 'content-type': 'application/json', ...key }, body: bytes };
  });

const notAnObject = fc.record({ route: fc.constantFrom(...CREATE_ROUTES), value: fc.oneof(wrong, anything) }).map(
  ({ route: { wire, path }, value }): FuzzRequest => ({
    ...{ wire, path, method: 'POST' },
    headers: { 'content-type': 'application/json', ...key },
    body: JSON.stringify(isObject(value) ? [value] : (value ?? null)),
  }),
);

const partName = fc.oneof(
  fc.constantFrom(
    'image',
    'image[]',
    'image[0]',
    'mask',
    'prompt',
    'n',
    'size',
    'input_reference',
    'input_reference[image_url]',
  ),
  fc.constantFrom('a[b][c][d]', 'a[]', '[', ']', 'a[__proto__][b]', '__proto__', ''),
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/["\r\n]/g, '')),
);
const part = fc.record({
  name: partName,
  filename: fc.option(fc.constantFrom('blob', 'a.png', '../../etc/passwd', ''), { nil: null }),
  value: fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constant('\u0089PNG\r\n\u001a\n')),
});

/** A form whose model nobody has, with any parts, whole or cut off. */
const brokenForm = fc
  .record({
    path: fc.constantFrom('/v1/images/edits', '/v1/videos', '/v1/videos/edits', '/v1/videos/extensions'),
    parts: fc.array(part, { maxLength: 6 }),
    cut: fc.option(fc.nat(), { nil: null }),
    boundary: fc.constantFrom('----formdata-undici-1', 'openai-xxxx', 'b'),
  })
  .map(({ path, parts, cut, boundary }): FuzzRequest => {
    const all = [...parts, { name: 'model', filename: null, value: 'no-such-model' }];
    const text = all
      .map(({ name, filename, value }) => {
        const file = filename === null ? '' : `; filename="${filename}"`;
        return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
      })
      .join('');
    const bytes = Buffer.from(`${text}--${boundary}--\r\n`);
    return {
      ...{ wire: 'openai', path, method: 'POST' },
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...key },
      body: cut === null ? bytes : bytes.subarray(0, cut % bytes.length),
    };
  });

const segment = fc.oneof(
  fc.constantFrom('video_1', 'gen_1', '..', '%2e%2e', '%00', '%', 'a:b', 'models', 'operations', 'x'.repeat(500)),
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }).map(encodeURIComponent),
);
const query = fc
  .dictionary(
    fc.constantFrom('limit', 'after', 'order', 'pageSize', 'pageToken', 'variant', 'alt', 'key', 'async', 'stream'),
    fc.oneof(fc.integer().map(String), fc.string({ maxLength: 8 }), fc.constantFrom('NaN', '1e9', '-1', '')),
    { maxKeys: 3 },
  )
  .map((fields) => new URLSearchParams(fields).toString());

/** Any place below any prefix, asked with any method. Nothing is made: there is no body that could ask for it. */
const strayRequest = fc
  .record({
    prefix: fc.constantFrom(
      ...['/v1', '/v1/models', '/v1/jobs', '/v1/videos', '/v1/images', '/v1/responses', '/v1beta', '/v1beta/models'],
      ...['/v1beta/operations', '/v1beta/files', '/v1beta/interactions', '/v1beta1/publishers/google/models', '/files'],
      ...['/upload/v1beta/files', '/api/plugin', ''],
    ),
    segments: fc.array(segment, { maxLength: 3 }),
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    query,
    headers: fc.oneof(oddHeaders, fc.constant({})),
    known: fc.boolean(),
    range: fc.option(fc.constantFrom('bytes=0-', 'bytes=9-1', 'bytes=a-b', 'lines=1-2'), { nil: null }),
  })
  .map(({ prefix, segments, method, query: text, headers, known, range }): FuzzRequest => {
    const path = [prefix, ...segments].join('/') || '/';
    return {
      ...{ wire: 'any', method, body: null, path: text === '' ? path : `${path}?${text}` },
      headers: { ...headers, ...(known ? key : {}), ...(range === null ? {} : { range }) },
    };
  });

/** Requests of which none can make anything. */
export const fuzzRequest: fc.Arbitrary<FuzzRequest> = fc.oneof(
  { arbitrary: spoiltJson, weight: 5 },
  { arbitrary: brokenJson, weight: 1 },
  { arbitrary: notAnObject, weight: 1 },
  { arbitrary: brokenForm, weight: 2 },
  { arbitrary: strayRequest, weight: 3 },
);

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
