import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Operation, operationOf, operations, resolved } from '../testing/openapi.ts';

/** Where each operation is told about: a page, and its heading or several. Those of other places are told about with the first. */
const SECTIONS: readonly [page: string, headings: string, ...operations: string[]][] = [
  ['api', 'Models', 'listModels', 'getModel'],
  ['api', 'Chat', 'createChatCompletion'],
  ['api', 'Pictures', 'createImages', 'editImages', 'createImageVariations'],
  ['api', 'Responses', 'createResponse', 'getResponse', 'deleteResponse', 'cancelResponse'],
  ['api', 'Videos', 'createVideo', 'listVideos', 'getVideo', 'deleteVideo', 'getVideoContent', 'lookAtVideoContent'],
  ['api', 'Videos', 'remixVideo', 'editVideo', 'extendVideo', 'createVideoCharacter', 'getVideoCharacter'],
  ['api', 'Jobs', 'getJob', 'cancelJob', 'followJob'],
  ['api', 'Files', 'getFile', 'lookAtFile'],
  ['api', 'The service', 'getGuide', 'getOpenApi', 'getHealth', 'getReadiness', 'getMetrics'],
  ['tokens', 'Adding a token', 'updateToken', 'checkTokens'],
  ['gemini', 'Models', 'listGeminiModels', 'getGeminiModel', 'listPublisherModels', 'getPublisherModel'],
  ['gemini', 'generateContent', 'generateContent'],
  ['gemini', 'streamGenerateContent, generateContent', 'streamGenerateContent'],
  ['gemini', 'predict', 'predict'],
  ['gemini', 'countTokens, generateContent', 'countTokens'],
  ['gemini', 'predictLongRunning', 'predictLongRunning', 'getOperation', 'getOperationByItsId'],
  ['gemini', 'predictLongRunning, predict', 'fetchPredictOperation', 'getOperationOfPublisher'],
  ['gemini', 'Interactions', 'createInteraction', 'getInteraction', 'deleteInteraction', 'cancelInteraction'],
  ['gemini', 'Files', 'getGeminiFile', 'downloadGeminiFile', 'lookAtGeminiFile', 'startUpload', 'continueUpload'],
  ['gemini', 'Files', 'listGeminiFiles', 'deleteGeminiFile'],
];

/** What holds for all that a page is about, so that it is told once. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  api: ['Making something', 'Files'],
  gemini: ['The same promises', 'Errors'],
};

test('every operation has its place in the reference', () => {
  const placed = SECTIONS.flatMap(([, , ...ids]) => ids);
  const ids = operations.map(({ operationId }) => operationId).filter((id) => !/(OfPublisher|InProject)$/.test(id));
  expect(ids.filter((id) => !placed.includes(id))).toEqual([]);
});

test.each(SECTIONS)(
  'docs/%s.md, "%s", names every parameter and every field of what it is about',
  (page, headings, ...ids) => {
    const told = codeOf(
      [...headings.split(', '), ...(SHARED[page] ?? [])].map((each) => sectionOf(page, each)).join('\n'),
    );
    const missing = ids.flatMap((id) => namesOf(operationOf(id)).filter((name) => !told.has(name)));
    expect([...new Set(missing)]).toEqual([]);
  },
);

test('every header of an answer is named', () => {
  const told = codeOf(`${readPage('api')}\n${readPage('gemini')}`.toLowerCase());
  const headers = operations.flatMap(({ responses }) =>
    Object.values(responses).flatMap((answer) => Object.keys(resolved(answer).headers ?? {})),
  );
  expect([...new Set(headers)].filter((name) => !told.has(name))).toEqual([]);
});

function readPage(page: string): string {
  return readFileSync(new URL(`../../docs/${page}.md`, import.meta.url), 'utf8');
}

function sectionOf(page: string, heading: string): string {
  const section = readPage(page)
    .split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/${page}.md has no section "${heading}".`);
  return section;
}

/** Every word that stands in code. */
function codeOf(text: string): Set<string> {
  const code = text.match(/```[\s\S]*?```|`[^`\n]+`/g) ?? [];
  return new Set(code.flatMap((piece) => piece.match(/[@\w-]+/g) ?? []));
}

/** What is told on a page of its own: failures, and jobs in the place of results. */
const ELSEWHERE = /\/(OpenAIError|GoogleError)$/;

/** The names that stand in an operation: of parameters, and of the fields of all bodies. */
function namesOf({ parameters = [], requestBody, responses }: Operation): string[] {
  const outside = parameters.map(resolved).filter(({ in: place }) => place !== 'path');
  const contents = Object.entries(responses)
    .filter(([status]) => /^\d+$/.test(status) && status !== '202')
    .map(([, answer]) => resolved(answer).content ?? {});
  const schemas = [requestBody?.content ?? {}, ...contents].flatMap((content) => Object.values(content));
  return [...outside.map(({ name }) => name), ...schemas.flatMap(({ schema }) => fieldsOf(schema, new Set()))];
}

interface Schema {
  $ref?: string;
  properties?: Record<string, unknown>;
  anyOf?: unknown[];
  items?: unknown;
}

function fieldsOf(value: unknown, seen: Set<string>): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const schema: Schema = value;
  if (schema.$ref !== undefined) {
    if (ELSEWHERE.test(schema.$ref) || seen.has(schema.$ref)) return [];
    seen.add(schema.$ref);
  }
  const { properties = {}, anyOf = [], items } = resolved(schema);
  const within = [...Object.values(properties), ...anyOf, items].flatMap((inner) => fieldsOf(inner, seen));
  return [...Object.keys(properties), ...within];
}
