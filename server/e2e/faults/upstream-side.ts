import type { SandboxProcess } from '../../testing/sandbox-process.ts';
import type { UpstreamCall } from './calls.ts';
import type { Run } from './observation.ts';
import type { Strike } from './row.ts';

/** What the sandbox has counted for an account. */
export interface Stats {
  calls: Record<string, number>;
  videosStarted: number;
}

const emailOf = (name: string) => `${name}@example.com`;
export const sessionOf = (name: string) => `session-of-${name}`;

export async function addAccount(sandbox: SandboxProcess, name: string, credits: number): Promise<void> {
  const account = { sessionToken: sessionOf(name), email: emailOf(name), tier: 'PAYGATE_TIER_TWO', credits };
  await sandbox.control('POST', 'accounts', account);
}

/** Sets the upstream up so that the fault strikes this account when the call is made. */
export async function strike({ call, row }: Run, sandbox: SandboxProcess, name: string): Promise<void> {
  const account = emailOf(name);
  const change = (body: object) => sandbox.control('PATCH', `accounts/${account}`, body);
  const fault = (body: object) => sandbox.control('POST', 'faults', { account, ...body });
  if (call.signedOut) await change({ revokeAccessTokens: true });
  if (call.broken !== undefined) {
    await fault({ endpoint: call.broken, times: 0, effect: { kind: 'html', status: 502 } });
  }
  if (row.strike.does === 'account') await change(row.strike.change);
  if (row.strike.does === 'clock' && call.endpoint === 'poll') {
    // Work that is done at the first look would hide that its time seems to be over.
    await fault({ endpoint: 'poll', times: 2, effect: { kind: 'neverEnding' } });
  }
  if (row.strike.does !== 'effect') return;
  const { skip, times, endpoint } = call;
  await fault({ endpoint, skip, times: row.once ? 1 : times, effect: asToldBy(call, row.strike.effect) });
}

/** A file host tells refusals by its status and a page, not in the service's form. */
function asToldBy({ host }: UpstreamCall, effect: Extract<Strike, { does: 'effect' }>['effect']) {
  return host === 'cdn' && effect.kind === 'status' ? { kind: 'html', status: effect.status } : effect;
}

export async function statsOf(sandbox: SandboxProcess, names: readonly string[]): Promise<Record<string, Stats>> {
  const query = names.map((name) => `account=${emailOf(name)}`).join('&');
  const { accounts } = await sandbox.control<{ accounts: Record<string, Stats> }>('GET', `stats?${query}`);
  return Object.fromEntries(names.map((name) => [name, accounts[emailOf(name)] as Stats]));
}

export const paidCalls = (stats: Stats | undefined): number =>
  (stats?.calls.image ?? 0) + (stats?.calls.submit ?? 0) + (stats?.calls.upsampleImage ?? 0);

/** Calls that adding an account to the pool makes. */
const WHEN_ADDED: Partial<Record<UpstreamCall['endpoint'], number>> = { session: 1, credits: 1 };

export const struckCalls = ({ call: { endpoint, skip } }: Run, stats: Stats | undefined): number =>
  (stats?.calls[endpoint] ?? 0) - (WHEN_ADDED[endpoint] ?? 0) - skip;
