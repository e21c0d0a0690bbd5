export const SNIPPETS = ['curl', 'python', 'javascript'] as const;
export type SnippetName = (typeof SNIPPETS)[number];
export const SNIPPET_LABEL: Record<SnippetName, string> = { curl: 'curl', python: 'Python', javascript: 'JavaScript' };

const PROMPT = 'a heron at dawn';

/** The first call with a key, ready to be pasted. @param key the key itself, or null to read it from FLOW2API_KEY */
export function snippet(
  name: SnippetName,
  { origin, model, key }: { origin: string; model: string; key: string | null },
) {
  const write = {
    curl: () => [
      `curl ${origin}/v1/images/generations \\`,
      `  -H "Authorization: Bearer ${key ?? '$FLOW2API_KEY'}" \\`,
      `  -H "Content-Type: application/json" \\`,
      `  -d '${JSON.stringify({ model, prompt: PROMPT })}'`,
    ],
    python: () => [
      ...(key === null ? ['import os', ''] : []),
      'from openai import OpenAI',
      '',
      `client = OpenAI(base_url="${origin}/v1", api_key=${key === null ? 'os.environ["FLOW2API_KEY"]' : `"${key}"`})`,
      `image = client.images.generate(model="${model}", prompt="${PROMPT}")`,
      'print(image.data[0].url)',
    ],
    javascript: () => [
      `import OpenAI from 'openai';`,
      '',
      `const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: ${key === null ? 'process.env.FLOW2API_KEY' : `'${key}'`} });`,
      `const image = await client.images.generate({ model: '${model}', prompt: '${PROMPT}' });`,
      'console.log(image.data[0].url);',
    ],
  };
  return write[name]().join('\n');
}
