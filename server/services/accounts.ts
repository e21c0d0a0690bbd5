import { enrolSandbox, openBuiltInSandbox } from '../built-in-sandbox.ts';
import { createFlowClients } from '../flow-clients.ts';
import { createWireLog } from '../observability/wire-log.ts';
import { schedule } from '../schedule.ts';
import { toPoolSettings } from '../settings/for-services.ts';
import { openConnectionToken } from '../tokens/connection-token.ts';
import { createPlugin } from '../tokens/plugin.ts';
import { openTokens } from '../tokens/tokens.ts';
import type { Foundation } from './foundation.ts';

export type Accounts = Awaited<ReturnType<typeof openAccounts>>;

/** The pool of accounts, the clients that speak to the upstream for them, and the upstream that is built in. */
export async function openAccounts(foundation: Foundation) {
  const { database, vault, dataDir, settings, log, metrics, now, elapsed, random } = foundation;
  const wireLog = createWireLog(log, () => settings().debug);
  const sandbox = await openBuiltInSandbox({ settings, dataDir, log: (message) => log.info(message) });
  const flows = createFlowClients({
    settings,
    sandbox: sandbox.addresses,
    onCall(event) {
      metrics.observeUpstreamCall(event);
      wireLog.record(event);
    },
    captureBodies: wireLog.capturing,
    onLost: (lost) => log.warn(lost, 'The upstream no longer answers an operation in a known form; it rests'),
    now,
    elapsed,
  });
  const tokens = await openTokens({
    database,
    vault,
    flowFor: flows.for,
    onRejoin: flows.tryOperationsAgain,
    settings: () => toPoolSettings(settings()),
    ...{ schedule, now, elapsed, random, log },
  });
  const connectionToken = await openConnectionToken({
    database,
    configured: () => settings().plugin.connectionToken,
    now,
    log,
  });
  const plugin = createPlugin({
    roster: tokens.roster,
    enrol: tokens.enrol,
    isConnectionToken: connectionToken.matches,
    autoEnable: () => settings().plugin.autoEnableOnUpdate,
    now,
    log,
  });

  return {
    ...{ tokens, flows, connectionToken, plugin },
    isSandboxOn: (): boolean => sandbox.addresses() !== null,

    async start(): Promise<void> {
      if (sandbox.addresses() !== null) await enrolSandbox(tokens);
    },

    /** The sandbox may be wanted now, or no longer. */
    async settingsChanged(): Promise<void> {
      if (await sandbox.settingsChanged()) await enrolSandbox(tokens);
    },

    async closeUpstreams(): Promise<void> {
      await flows.close();
      await sandbox.close();
    },
  };
}
