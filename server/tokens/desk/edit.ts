import type { AuditChange } from '../../../schema/audit.ts';
import { ControlError } from '../../../schema/control-error.ts';
import type { Token } from '../../../schema/entities/token.ts';
import { ServiceError } from '../../../schema/errors.ts';
import { REVIVED } from '../roster.ts';
import type { TokenPatch } from '../token-writes.ts';
import type { Tokens } from '../tokens.ts';
import { type AccountInput, readAccountInput, readSecret } from './account-input.ts';
import { proxyLabelOf } from './token-views.ts';
import { asTried } from './tried.ts';

export interface EditDeps {
  tokens: Tokens;
  /** Ids of jobs that were sent with a token and have not ended: one whose result is being fetched has given its slot back. */
  unfinishedOn(tokenId: number): readonly string[];
}

/** What was done, and what it changed, fit for the audit log. */
export interface Edited {
  token: Token;
  changes: AuditChange[];
}

const REPLACED = 'replaced';

export type TokenEdits = ReturnType<typeof createEdits>;

/** What an operator does with one token. */
export function createEdits({ tokens, unfinishedOn }: EditDeps) {
  const { roster, pool, enrol, forgive, rejoin, refresh, readBalance } = tokens;

  /** @throws ServiceError `not_found` */
  function present(tokenId: number): Token {
    const token = roster.get(tokenId);
    if (token === undefined) throw new ServiceError('not_found', `There is no token ${tokenId}.`, { param: 'id' });
    return token;
  }

  function changesBetween(before: Token, after: Token): AuditChange[] {
    const changes = EDITED.flatMap((field) =>
      before[field] === after[field] ? [] : [{ field, from: before[field], to: after[field] } as AuditChange],
    );
    if (before.proxyUrl === after.proxyUrl) return changes;
    const [from, to] = [proxyLabelOf(roster, before), proxyLabelOf(roster, after)];
    return [...changes, { field: 'proxyUrl', from, to: from === to ? REPLACED : to }];
  }

  function sealed(token: Token, proxyUrl: string | null | undefined): Pick<TokenPatch, 'proxyUrl'> {
    if (proxyUrl === undefined || (token.proxyUrl !== null && roster.proxyOf(token) === proxyUrl)) return {};
    return { proxyUrl: proxyUrl === null ? null : roster.seal(proxyUrl) };
  }

  return {
    present,

    /** Takes a new account in. @throws ControlError `conflict` when it is here already. @throws ServiceError when it does not open */
    async add({ sessionToken, ...input }: AccountInput & { sessionToken: string }): Promise<Token> {
      const { columns, proxyUrl = null } = readAccountInput(input);
      const { remark = null, name, ...settings } = columns;
      try {
        const { token } = await enrol({
          ...{ sessionToken: readSecret(sessionToken), upstream: 'flow', proxyUrl, remark },
          settings: { ...settings, ...(typeof name === 'string' && { name }) },
          revive: false,
          expects: { isNew: true },
        });
        return token;
      } catch (cause) {
        throw asTried(cause);
      }
    },

    /** Changes what the operator decides, without a word to the upstream. */
    async update(tokenId: number, input: AccountInput): Promise<Edited> {
      const before = present(tokenId);
      const { columns, proxyUrl } = readAccountInput(input);
      const { enabled, ...others } = columns;
      const patch: TokenPatch = { ...others, ...sealed(before, proxyUrl) };
      const differs = (Object.keys(patch) as (keyof TokenPatch)[]).some((field) => patch[field] !== before[field]);
      if (differs) await roster.update(tokenId, patch, 'edited');
      if (enabled !== undefined && enabled !== before.enabled) await roster.setEnabled(tokenId, enabled);
      const token = present(tokenId);
      return { token, changes: changesBetween(before, token) };
    },

    /** Gives an account its new session token. @throws ControlError `conflict` when that belongs to another account */
    async replaceSecret(tokenId: number, given: string): Promise<Edited> {
      const { upstream, email, ...before } = present(tokenId);
      const sessionToken = readSecret(given);
      const proxyUrl = before.proxyUrl === null ? null : roster.proxyOf({ upstream, email, ...before });
      try {
        const request = { sessionToken, upstream, proxyUrl, revive: 'unless-off', expects: { email } } as const;
        const { token } = await enrol(request);
        return { token, changes: [{ field: 'sessionToken', from: REPLACED, to: REPLACED }] };
      } catch (cause) {
        throw asTried(cause);
      }
    },

    /** Switching on also clears a cooldown; running jobs go on after switching off. */
    async setEnabled(tokenId: number, enabled: boolean): Promise<Edited> {
      const before = present(tokenId);
      if (enabled) forgive(tokenId);
      const token = await roster.setEnabled(tokenId, enabled);
      return { token, changes: changesBetween(before, token) };
    },

    /** Asks for a new access token; an account that was signed out and is not any more is back. */
    async refreshSignIn(tokenId: number): Promise<Token> {
      present(tokenId);
      await refresh(tokenId);
      if (present(tokenId).status === 'expired') await roster.update(tokenId, REVIVED, 'signed in again');
      return present(tokenId);
    },

    /** Asks for credits and tier. */
    async refreshCredits(tokenId: number): Promise<Token> {
      present(tokenId);
      await readBalance(tokenId);
      return present(tokenId);
    },

    /** Forgets what keeps it from being used that the operator has not asked for. */
    async rejoin(tokenId: number): Promise<Token> {
      present(tokenId);
      return rejoin(tokenId);
    },

    /** Takes a token out for good. With `force` also while jobs need it, which then fail. @throws ControlError `conflict` */
    async remove(tokenId: number, force: boolean): Promise<Token> {
      const token = present(tokenId);
      const withSlots = pool.leasesOf(tokenId).map(({ generationId }) => generationId);
      const running = new Set([...withSlots, ...unfinishedOn(tokenId)]).size;
      if (running > 0 && !force) {
        const jobs = running === 1 ? '1 job runs' : `${running} jobs run`;
        const words = `${jobs} on ${token.email}. Switch it off and wait for the end, or delete it with force: then they fail.`;
        throw new ControlError('conflict', words, { param: 'force', current: { running } });
      }
      await roster.remove(tokenId);
      return token;
    },
  };
}

const EDITED = [
  'name',
  'remark',
  'enabled',
  'status',
  'imageEnabled',
  'videoEnabled',
  'imageConcurrency',
  'videoConcurrency',
] as const satisfies (keyof Token)[];
