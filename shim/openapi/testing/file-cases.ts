import type { AnswerCase } from './answer-case.ts';
import { makeVideo } from './openai-cases.ts';
import type { Call, Stage } from './stage.ts';

/** How the same file is asked for on the three routes that have it. */
interface Source {
  get: string;
  head: string;
  about(stage: Stage, type: 'image' | 'video'): Promise<Call>;
}

const SOURCES: readonly Source[] = [
  {
    ...{ get: 'getFile', head: 'lookAtFile' },
    about: async (_stage, type) => ({ path: { name: type === 'image' ? 'result.png' : 'result.mp4' } }),
  },
  {
    ...{ get: 'downloadGeminiFile', head: 'lookAtGeminiFile' },
    about: async (_stage, type) => ({ path: { file: type === 'image' ? 'resultpng' : 'resultmp4' } }),
  },
  {
    ...{ get: 'getVideoContent', head: 'lookAtVideoContent' },
    async about(stage, type) {
      await makeVideo(stage);
      const still = { file: 'result.png', mimeType: 'image/png', bytes: 15, width: 4, height: 4 };
      stage.shim.service.still = still;
      const query = type === 'image' ? '?variant=thumbnail' : '';
      return { path: { id: `video_${'1'.padStart(32, '0')}` }, query };
    },
  },
];

export const FILE_CASES: readonly AnswerCase[] = SOURCES.flatMap(({ get, head, about }) =>
  [get, head].flatMap((operation) => [
    ...(['image', 'video'] as const).flatMap((type) => [
      { operation, status: 200, type: `${type}/*`, ask: asking(operation, type, about) },
      { operation, status: 206, type: `${type}/*`, ask: asking(operation, type, about, { range: 'bytes=0-3' }) },
    ]),
    { operation, status: 304, type: null, ask: asking(operation, 'image', about, { 'if-none-match': '"result.png"' }) },
  ]),
);

function asking(
  operation: string,
  type: 'image' | 'video',
  about: Source['about'],
  headers: Record<string, string> = {},
): AnswerCase['ask'] {
  return async (stage) => stage.call(operation, { ...(await about(stage, type)), headers });
}
