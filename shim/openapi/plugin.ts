import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { json } from './answers.ts';
import { failureHeaders } from './headers.ts';

const detail = z.object({ detail: z.string() }).meta({ id: 'PluginError' });

const failure: ZodOpenApiResponseObject = {
  id: 'PluginFailure',
  description: 'One line of what is wrong.',
  headers: failureHeaders,
  content: { 'application/json': { schema: detail } },
};

const updateRequest = z
  .object({
    session_token: z.string().describe('Value of the session cookie of a signed-in account.'),
    proxy_url: z.string().nullish().describe('The way out for this account.'),
  })
  .meta({ id: 'UpdateTokenRequest' });

const updated = z
  .object({
    success: z.literal(true),
    message: z.string(),
    action: z.enum(['added', 'updated']),
    token_id: z.int().optional().describe('Of a new account.'),
    auto_enabled: z.literal(true).optional().describe('When an account came back into the pool.'),
  })
  .meta({ id: 'TokenUpdated' });

const checkRequest = z
  .object({ emails: z.array(z.string()).nullish().describe('The accounts that are asked for; all without it.') })
  .meta({ id: 'CheckTokensRequest' });

const time = z.iso.datetime().nullable();
const account = z.object({
  id: z.int(),
  email: z.string(),
  is_active: z.boolean(),
  needs_refresh: z.boolean().describe('Whether a fresh session token would be welcome.'),
  at_expires: time,
  last_used_at: time,
  protocol_mode: z.literal('session'),
  auto_refresh_enabled: z.literal(true),
  refresh_interval_minutes: z.int(),
  last_st_refresh_at: time,
  last_st_refresh_result: z.string(),
  credits: z.number().nullable(),
});

const checked = z.object({ success: z.literal(true), tokens: z.array(account) }).meta({ id: 'TokensChecked' });

function operation(
  about: Pick<ZodOpenApiOperationObject, 'operationId' | 'summary' | 'requestBody'>,
  answer: ZodOpenApiResponseObject,
): ZodOpenApiOperationObject {
  return {
    ...{ tags: ['Plugin'], security: [{ connectionToken: [] }], ...about },
    responses: { 200: answer, '4XX': failure, '5XX': failure },
  };
}

/** What the browser extension calls. The bodies are read by server/tokens/plugin.ts. */
export const pluginPaths: ZodOpenApiPathsObject = {
  '/api/plugin/update-token': {
    post: operation(
      {
        ...{ operationId: 'updateToken', summary: 'Bring the session token of an account' },
        requestBody: { required: true, content: { 'application/json': { schema: updateRequest } } },
      },
      json('It was taken.', updated),
    ),
  },
  '/api/plugin/check-tokens': {
    post: operation(
      {
        ...{ operationId: 'checkTokens', summary: 'Which accounts need a fresh one' },
        requestBody: { content: { 'application/json': { schema: checkRequest } } },
      },
      json('The accounts.', checked),
    ),
  },
};
