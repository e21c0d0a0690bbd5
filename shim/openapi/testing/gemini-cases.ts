import { finishedVideo } from '../../testing/fixtures.ts';
import { type AnswerCase, creating, creatingOrStreaming, EVENTS, json } from './answer-case.ts';
import { leave, PNG, type Stage } from './stage.ts';

const model = { model: 'gemini-2.5-flash-image' };
const veo = { model: 'veo-3.1-fast' };
const contents = { contents: 'a red kite' };

/** What the operations of a place are called. */
const IN_MODELS = ['', 'OfPublisher', 'InProject'];
const IN_PROJECTS = ['', 'InProject'];

export const GEMINI_CASES: readonly AnswerCase[] = [
  json('listGeminiModels', (stage) => stage.call('listGeminiModels', { query: '?pageSize=2' })),
  json('getGeminiModel', (stage) => stage.call('getGeminiModel', { path: model })),
  json('listPublisherModels', (stage) => stage.call('listPublisherModels', { query: '?pageSize=2' })),
  json('getPublisherModel', (stage) => stage.call('getPublisherModel', { path: model })),
  ...IN_MODELS.flatMap(modelCases),
  json('getOperationByItsId', lookAtOperation('', 'getOperationByItsId')),
  ...IN_PROJECTS.flatMap(interactionCases),
  json('getGeminiFile', (stage) => stage.call('getGeminiFile', { path: { file: 'resultpng' } })),
  json('startUpload', startUpload),
  json('continueUpload', async (stage) => {
    await startUpload(stage);
    stage.shim.service.files.set('in.png', { path: '/', mimeType: 'image/png', bytes: PNG.length, createdAt: 0 });
    const headers = { 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' };
    return stage.call('continueUpload', { path: { upload: 'upload1' }, headers, body: new Uint8Array(PNG) });
  }),
];

function modelCases(suffix: string): AnswerCase[] {
  const named = (method: string) => `${method}${suffix}`;
  const at = (cases: readonly AnswerCase[], path: Record<string, string>): AnswerCase[] =>
    cases.map((each) => ({ ...each, ask: (stage) => each.ask(within(stage, path)) }));
  const stream = named('streamGenerateContent');
  return at(
    [
      ...creating(named('generateContent'), contents),
      ...creating(stream, contents),
      {
        ...{ operation: stream, status: 200, type: EVENTS },
        ask: (stage) => stage.call(stream, { query: '?alt=sse', body: contents }),
      },
      ...creating(named('predict'), { instances: [{ prompt: 'a red kite' }] }),
      json(named('countTokens')),
    ],
    model,
  ).concat(
    at([json(named('predictLongRunning'))], veo),
    json(named('getOperation'), lookAtOperation(suffix, named('getOperation'))),
    json(named('fetchPredictOperation'), async (stage) => {
      const operationName = await startOperation(stage, suffix);
      return stage.call(named('fetchPredictOperation'), { path: veo, body: { operationName } });
    }),
  );
}

/** The same stage, whose calls are about a certain model. */
function within(stage: Stage, path: Record<string, string>): Stage {
  return { ...stage, call: (operation, call = {}) => stage.call(operation, { ...call, path }) };
}

/** Makes the videos of an operation, and returns its name. */
export async function startOperation(stage: Stage, suffix: string, end = finishedVideo()): Promise<string> {
  stage.end = (service) => service.change(end);
  const started = await stage.call(`predictLongRunning${suffix}`, { path: veo });
  return ((await started.json()) as { name: string }).name;
}

function lookAtOperation(suffix: string, operation: string): AnswerCase['ask'] {
  return async (stage) => {
    const name = await startOperation(stage, suffix);
    return stage.call(operation, { path: { ...veo, operation: name.split('/').at(-1) ?? '' } });
  };
}

function interactionCases(suffix: string): AnswerCase[] {
  const [create, get, remove, cancel] = ['create', 'get', 'delete', 'cancel'].map(
    (verb) => `${verb}Interaction${suffix}`,
  ) as [string, string, string, string];
  const body = { ...model, input: 'an otter' };
  const about =
    (operation: string, query = ''): AnswerCase['ask'] =>
    async (stage) => {
      const made = await stage.call(create, { body: { ...body, background: true } });
      const { id } = (await made.json()) as { id: string };
      return stage.call(operation, { path: { interaction: id }, query });
    };
  return [
    ...creatingOrStreaming(create, body),
    json(get, about(get, '?include_input=true')),
    { operation: get, status: 200, type: EVENTS, ask: about(get, '?stream=true') },
    json(remove, about(remove)),
    json(cancel, async (stage) => {
      stage.end = leave;
      return about(cancel)(stage);
    }),
  ];
}

function startUpload(stage: Stage): Promise<Response> {
  const headers = { 'x-goog-upload-protocol': 'resumable', 'x-goog-upload-command': 'start' };
  return stage.call('startUpload', { headers });
}
