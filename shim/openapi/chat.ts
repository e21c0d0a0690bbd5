import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { chatRequest } from '../chat/request.ts';
import { created, jsonOrEvents } from './answers.ts';
import { chatCompletion, chatEvent } from './chat-answer.ts';
import { documented, within } from './documented.ts';
import { openAiFailures } from './openai-error.ts';
import { createParameters } from './parameters.ts';
import { WISHES } from './wishes.ts';

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const picturePart = z.object({
  type: z.literal('image_url'),
  image_url: z.union([
    z.string().min(1),
    z.object({ url: z.string().min(1).describe('A `data:` URL or an http(s) address.') }),
  ]),
});

const message = z
  .looseObject({
    role: z.string().describe('`user`, `assistant`, `system`, …'),
    content: z
      .union([z.string(), z.array(z.union([textPart, picturePart, z.looseObject({ type: z.string() })]))])
      .nullish()
      .describe(
        'Of the last `user` message: the prompt and its pictures. Of the others only the latest picture of the assistant counts.',
      ),
  })
  .meta({ id: 'ChatMessage' });

const { quality, ...wishes } = WISHES;

const request = documented(chatRequest, {
  model: 'A name of `GET /v1/models`.',
  messages: z.array(message).min(1),
  stream: 'Whether the answer comes as events, with what is being done before it.',
  stream_options: documented(within(chatRequest.shape.stream_options), {
    include_usage: 'Whether the last chunk tells the `usage`.',
  }).nullish(),
  n: 'One call makes one result.',
  image: 'A further picture: a `data:` URL, an address or bare base64.',
  quality,
  ...wishes,
}).meta({ id: 'ChatRequest' });

const example = {
  model: 'gemini-2.5-flash-image',
  messages: [{ role: 'user', content: 'an otter with a kite' }],
  aspect_ratio: '16:9',
};

export const chatPaths: ZodOpenApiPathsObject = {
  '/v1/chat/completions': {
    post: {
      ...{
        tags: ['Chat'],
        operationId: 'createChatCompletion',
        summary: 'Make a picture or a video in a conversation',
      },
      description:
        'The text of the last `user` message is the prompt, its pictures are the references. An answer that is waited for longer than 90 seconds begins with status 200 and blanks; if it fails after that, its body is the error.',
      requestParams: createParameters,
      requestBody: { required: true, content: { 'application/json': { schema: request, example } } },
      responses: {
        ...created(
          jsonOrEvents('The result; with `stream` chunks of it, and `[DONE]`.', {
            whole: chatCompletion,
            event: chatEvent,
          }),
        ),
        ...openAiFailures,
      },
    },
  },
};
