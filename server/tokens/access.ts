import type { Token } from '../../schema/entities/token.ts';
import type { FlowClient } from '../flow/types.ts';
import { BALANCE_CHANGED } from './balance.ts';
import type { Health } from './health/health.ts';
import type { createProjects } from './projects.ts';
import type { Roster } from './roster.ts';
import { beforeWork, type SignedIn, untilAborted } from './sign-in.ts';
import type { AccountSession, TokenAccess } from './types.ts';

export interface TokenAccessDeps {
  roster: Roster;
  signedIn: SignedIn;
  projects: ReturnType<typeof createProjects>;
  health: Pick<Health, 'attemptEnded'>;
  flowOf(token: Token): FlowClient;
}

/** The one door to an account: access tokens, projects, and what is learnt about the account by using it. */
export function createTokenAccess(deps: TokenAccessDeps): TokenAccess {
  const { roster, signedIn, projects, health, flowOf } = deps;

  function sessionOf(token: Token, accessToken: string): AccountSession {
    const { id: tokenId, tier } = token;
    return { tokenId, sessionToken: roster.sessionTokenOf(token), accessToken, tier, flow: flowOf(token) };
  }

  return {
    withAccess: (tokenId, work, signal) =>
      signedIn(
        tokenId,
        async (token, accessToken) => {
          const projectId = await beforeWork(untilAborted(projects.projectOf(token), signal));
          return work({ ...sessionOf(token, accessToken), projectId });
        },
        signal,
      ),

    withSession: (tokenId, work, signal) =>
      signedIn(tokenId, async (token, accessToken) => work(sessionOf(token, accessToken)), signal),

    forgetProject: projects.forget,

    creditsSeen(tokenId, credits) {
      const token = roster.get(tokenId);
      if (token !== undefined && token.credits !== credits) roster.note(tokenId, { credits }, BALANCE_CHANGED);
    },

    attemptEnded: health.attemptEnded,
  };
}
