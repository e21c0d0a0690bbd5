import type { Route } from '../state.ts';

const GUIDE = {
  name: 'Flow2API',
  description: "Endpoints for Google Flow's images and videos, as OpenAI's and Gemini's SDKs call them.",
  usage: 'Point an OpenAI SDK at this address followed by /v1, or a Gemini SDK at this address, with your API key.',
  routes: [
    'GET /v1/models',
    'GET /v1/models/{id}',
    'POST /v1/chat/completions',
    'POST /v1/images/generations',
    'POST /v1/images/edits',
    'POST /v1/responses',
    'GET /v1/responses/{id}',
    'POST /v1/videos',
    'GET /v1/videos',
    'GET /v1/videos/{id}',
    'GET /v1/videos/{id}/content',
    'DELETE /v1/videos/{id}',
    'POST /v1/videos/{id}/remix',
    'GET /v1/jobs/{id}',
    'GET /v1/jobs/{id}/events',
    'DELETE /v1/jobs/{id}',
    'GET /v1beta/models',
    'GET /v1beta/models/{id}',
    'POST /v1beta/models/{id}:generateContent',
    'POST /v1beta/models/{id}:streamGenerateContent',
    'POST /v1beta/models/{id}:predict',
    'POST /v1beta/models/{id}:countTokens',
    'POST /v1beta/models/{id}:predictLongRunning',
    'GET /v1beta/models/{id}/operations/{operation}',
    'POST /v1beta/interactions',
    'GET /v1beta/interactions/{id}',
    'POST /v1beta/interactions/{id}/cancel',
    'DELETE /v1beta/interactions/{id}',
    'POST /upload/v1beta/files',
    'GET /v1beta/files/{id}',
    'GET /v1beta/files/{id}:download',
    'GET /files/{name}',
    'GET /health',
    'GET /ready',
    'GET /openapi.json',
  ],
};

/** `GET /`: says what this is and where to go. */
export function createRoot(): Route {
  return (ctx) => {
    ctx.body = GUIDE;
  };
}
