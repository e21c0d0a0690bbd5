import type { Route } from '../state.ts';

const GUIDE = {
  name: 'Flow2API',
  description: "OpenAI-compatible endpoints for Google Flow's images and videos.",
  usage: 'Point an OpenAI SDK at this address followed by /v1, with your API key.',
  routes: [
    'GET /v1/models',
    'GET /v1/models/{id}',
    'POST /v1/chat/completions',
    'POST /v1/images/generations',
    'POST /v1/images/edits',
    'POST /v1/responses',
    'GET /v1/responses/{id}',
    'GET /v1/jobs/{id}',
    'DELETE /v1/jobs/{id}',
    'GET /files/{name}',
    'GET /health',
    'GET /ready',
  ],
};

/** `GET /`: says what this is and where to go. */
export function createRoot(): Route {
  return (ctx) => {
    ctx.body = GUIDE;
  };
}
