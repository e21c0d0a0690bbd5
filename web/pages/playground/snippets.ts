/** A request as it goes to the API; what is absent is left to the model. */
export interface Asked {
  model: string;
  prompt: string;
  /** Addresses of the pictures that come with it. */
  pictures: readonly string[];
  role?: 'frames' | 'references' | undefined;
  ratio?: string | undefined;
  seconds?: number | undefined;
  resolution?: string | undefined;
  seed?: number | undefined;
  count: number;
  /** Names of the kept files, by which GraphQL knows the pictures. */
  files: readonly string[];
  tokenId?: number | undefined;
}

export const SNIPPETS = ['curl', 'python', 'javascript', 'graphql'] as const;
export type SnippetId = (typeof SNIPPETS)[number];

/** In place of the key, which the browser does not have. */
const KEY = 'YOUR_KEY';
const ADMIN = 'YOUR_ADMIN_TOKEN';

const json = (value: unknown): string => JSON.stringify(value);
/** A text within single quotes of a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The wishes that OpenAI's own clients do not know. */
function wishesOf({ role, ratio, seconds, resolution, seed }: Asked): [name: string, value: string | number][] {
  const all: [string, string | number | undefined][] = [
    ['aspect_ratio', ratio],
    ['seconds', seconds],
    ['resolution', resolution],
    ['image_role', role],
    ['seed', seed],
  ];
  return all.filter((wish): wish is [string, string | number] => wish[1] !== undefined);
}

const contentOf = ({ prompt, pictures }: Asked) =>
  pictures.length === 0
    ? prompt
    : [{ type: 'text', text: prompt }, ...pictures.map((url) => ({ type: 'image_url', image_url: { url } }))];

/** Client code for a request. `origin` is where the API is, without a path. */
export const WRITE: Record<SnippetId, (asked: Asked, origin: string) => string> = {
  curl(asked, origin) {
    const body = {
      ...{ model: asked.model, stream: true, messages: [{ role: 'user', content: contentOf(asked) }] },
      ...Object.fromEntries(wishesOf(asked)),
    };
    return `curl -N ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer ${KEY}" \\
  -H "Content-Type: application/json" \\
  -d ${quoted(JSON.stringify(body, null, 2).replaceAll('\n', '\n  '))}`;
  },
  python(asked, origin) {
    const wishes = wishesOf(asked).map(([name, value]) => `${json(name)}: ${json(value)}`);
    const extra = wishes.length > 0 ? `\n    extra_body={${wishes.join(', ')}},` : '';
    return `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="${KEY}")

stream = client.chat.completions.create(
    model=${json(asked.model)}, stream=True,
    messages=[{"role": "user", "content": ${listed(contentOf(asked), 4)}}],${extra}
)
for chunk in stream:
    for choice in chunk.choices:
        print(choice.delta.content or "", end="")`;
  },
  javascript(asked, origin) {
    const wishes = wishesOf(asked).map(([name, value]) => `\n  ${name}: ${json(value)},`);
    return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: '${KEY}' });

const stream = await client.chat.completions.create({
  model: ${json(asked.model)},
  stream: true,
  messages: [{ role: 'user', content: ${listed(contentOf(asked), 2)} }],${wishes.join('')}
});
for await (const { choices } of stream) {
  process.stdout.write(choices[0]?.delta.content ?? '');
}`;
  },
  graphql(asked, origin) {
    const role = asked.role?.toUpperCase();
    const fields: [string, string | undefined][] = [
      ['model', json(asked.model)],
      ['prompt', json(asked.prompt)],
      ['images', asked.files.length > 0 ? json(asked.files) : undefined],
      ['imageRole', role],
      ['aspectRatio', asked.ratio && json(asked.ratio)],
      ['seconds', asked.seconds?.toString()],
      ['resolution', asked.resolution && json(asked.resolution)],
      ['seed', asked.seed?.toString()],
      ['tokenId', asked.tokenId?.toString()],
      ['count', asked.count > 1 ? String(asked.count) : undefined],
    ];
    const input = fields.flatMap(([name, value]) => (value === undefined ? [] : `    ${name}: ${value}`));
    return `# POST ${origin}/graphql, with "Authorization: Bearer ${ADMIN}"
mutation {
  createGeneration(input: {
${input.join('\n')}
  }) {
    id
    state
  }
}`;
  },
};

/** JSON that is also Python's and JavaScript's, over several lines when it is a list. */
function listed(content: unknown, indent: number): string {
  if (!Array.isArray(content)) return json(content);
  const pad = ' '.repeat(indent);
  return `[\n${content.map((part) => `${pad}  ${json(part)},`).join('\n')}\n${pad}]`;
}
