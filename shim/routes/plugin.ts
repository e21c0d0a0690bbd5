import type { PluginAnswer, ShimDeps } from '../deps.ts';
import { bearerOf } from '../middleware/authenticate.ts';
import { readJson } from '../middleware/read-json.ts';
import type { Route } from '../state.ts';

type PluginDeps = Pick<ShimDeps, 'plugin' | 'settings'>;

/** A session token is a few kilobytes; nobody has shown a key yet when this body is read. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** `POST /api/plugin/update-token`: the browser extension brings a fresh session token. */
export function createUpdateToken({ plugin, settings }: PluginDeps): Route {
  return pluginRoute(plugin.updateToken, settings);
}

/** `POST /api/plugin/check-tokens`: the extension asks which accounts need one. */
export function createCheckTokens({ plugin, settings }: PluginDeps): Route {
  return pluginRoute(plugin.checkTokens, settings);
}

function pluginRoute(
  act: (connectionToken: string | null, body: unknown) => Promise<PluginAnswer>,
  settings: ShimDeps['settings'],
): Route {
  return async (ctx) => {
    const capture = settings().captureBodies;
    const body = await readJson(ctx, { limitBytes: BODY_LIMIT_BYTES, ifEmpty: {}, capture });
    const answer = await act(connectionTokenOf(ctx.get('authorization')), body);
    ctx.status = answer.status;
    ctx.body = answer.body;
  };
}

/** The token after `Bearer`, or the bare token, which the extension's older versions send. */
function connectionTokenOf(authorization: string): string | null {
  return bearerOf(authorization) ?? (authorization.trim() || null);
}
