import type { SandboxProcess } from '../server/testing/sandbox-process.ts';

/** A sandbox account that is signed in and has a project. */
export interface BenchAccount {
  sessionToken: string;
  email: string;
  accessToken: string;
  /** Unix milliseconds. */
  accessTokenExpiresAt: number;
  projectId: string;
  credits: number;
}

export const TIER = 'PAYGATE_TIER_TWO';
const CREDITS = 100_000_000;
const AT_ONCE = 16;

/** Makes so many accounts at the sandbox, signs them in and gives each a project: what the service would do at first use. */
export async function makeAccounts(sandbox: SandboxProcess, count: number): Promise<BenchAccount[]> {
  const accounts: BenchAccount[] = [];
  let next = 0;
  async function makeOn(): Promise<void> {
    while (next < count) {
      const index = next;
      next += 1;
      accounts[index] = await makeAccount(sandbox, index);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, makeOn));
  return accounts;
}

async function makeAccount(sandbox: SandboxProcess, index: number): Promise<BenchAccount> {
  const account = { sessionToken: `bench-session-${index}`, email: `bench-${index}@example.com`, credits: CREDITS };
  await sandbox.control('POST', 'accounts', { ...account, tier: TIER });
  const cookie = `__Secure-next-auth.session-token=${account.sessionToken}`;
  const session = await ask<{ access_token: string; expires: string }>(`${sandbox.labsBaseUrl}/auth/session`, {
    headers: { cookie },
  });
  const made = await ask<{ result: { data: { json: { result: { projectId: string } } } } }>(
    `${sandbox.labsBaseUrl}/trpc/project.createProject`,
    {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ json: { projectTitle: 'bench', toolName: 'PINHOLE' } }),
    },
  );
  return {
    ...account,
    accessToken: session.access_token,
    accessTokenExpiresAt: Date.parse(session.expires),
    projectId: made.result.data.json.result.projectId,
  };
}

async function ask<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
