import type { Token } from '../../schema/entities/token.ts';
import type { ServiceError } from '../../schema/errors.ts';
import type { FlowClient } from '../flow/types.ts';
import { BALANCE_CHANGED, type createBalance } from './balance.ts';
import { blameFor } from './blame.ts';
import type { createProjects } from './projects.ts';
import type { Roster } from './roster.ts';
import { beforeWork, type SignedIn, untilAborted } from './sign-in.ts';
import type { AccountSession, TokenAccess } from './types.ts';

export interface TokenAccessDeps {
  roster: Roster;
  signedIn: SignedIn;
  projects: ReturnType<typeof createProjects>;
  balance: ReturnType<typeof createBalance>;
  flowOf(token: Token): FlowClient;
  /** Faults of its own in a row that disable a token. */
  errorBanThreshold(): number;
}

/** After how long the balance is read again of an account that was said to have no credits left. */
const EMPTY_BALANCE_MS = 10 * 60_000;

/** The one door to an account: access tokens, projects, and what is learnt about the account by using it. */
export function createTokenAccess(deps: TokenAccessDeps): TokenAccess {
  const { roster, signedIn, projects, balance, flowOf } = deps;

  function count(token: Token, error: ServiceError): void {
    const consecutiveErrors = token.consecutiveErrors + 1;
    const lastError = `${error.code}: ${error.message}`;
    if (consecutiveErrors < deps.errorBanThreshold() || token.status !== 'active') {
      roster.note(token.id, { consecutiveErrors, lastError });
      return;
    }
    const statusReason = `${consecutiveErrors} faults in a row, the last: ${error.message}`;
    roster.note(token.id, { consecutiveErrors, lastError, status: 'disabled', statusReason }, 'disabled after faults');
  }

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

    jobEnded(tokenId, error) {
      const token = roster.get(tokenId);
      if (token === undefined) return;
      if (error === null) {
        if (token.consecutiveErrors > 0) roster.note(tokenId, { consecutiveErrors: 0, lastError: null });
        return;
      }
      // Its faults are scripted, by callers' prompts among others: nobody may take it away from the rest with one.
      if (token.upstream === 'sandbox') return;
      const blame = blameFor(error);
      if (blame === 'count') count(token, error);
      if (blame === 'expire' && token.status === 'active') {
        roster.note(tokenId, { status: 'expired', statusReason: error.message }, 'signed out');
      }
      if (blame === 'no-credits') {
        if (token.credits !== 0) roster.note(tokenId, { credits: 0 }, BALANCE_CHANGED);
        balance.readIn(tokenId, EMPTY_BALANCE_MS);
      }
      if (blame === 'read-balance') balance.readIn(tokenId, 0);
    },
  };
}
