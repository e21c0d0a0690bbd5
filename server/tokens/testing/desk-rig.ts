import type { AccountConfig } from '../../sandbox/sandbox.ts';
import { createTokenDesk } from '../desk/desk.ts';
import { startRig } from './rig.ts';

/** The cheapest picture costs nothing and the cheapest video this, as in the catalogue. */
const CHEAPEST_VIDEO = 10;

/** The desk of the operators over the token service of a rig. */
export async function startDesk(accounts?: readonly AccountConfig[]) {
  const rig = await startRig(accounts);
  const tested: string[] = [];
  const unfinished = new Map<number, string[]>();
  const deskOver = () =>
    createTokenDesk({
      tokens: rig.tokens,
      cheapest: (kind) => (kind === 'video' ? CHEAPEST_VIDEO : 0),
      async testProxy(url) {
        tested.push(url);
        return { ok: true, latencyMs: 1, status: 204, tlsVerified: true };
      },
      generalProxy: () => rig.settings.proxy,
      unfinishedOn: (tokenId) => unfinished.get(tokenId) ?? [],
      schedule: rig.clock.schedule,
      now: rig.clock.now,
      log: rig.log,
    });
  return {
    rig,
    desk: deskOver(),
    tested,
    /** Ids of jobs that need a token, by its id, whether they have a slot or not. */
    unfinished,
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
}
