import { hash, timingSafeEqual } from 'node:crypto';
import { ControlError } from '../../schema/control-error.ts';
import { plainName } from '../../schema/operator-account.ts';
import type { Database } from '../database/database.ts';
import type { Schedule } from './last-use.ts';
import type { Passwords } from './passwords.ts';
import { isLocal, type Peer } from './peer.ts';
import type { Sessions } from './sessions.ts';

/** `[global] admin_username` and `admin_password`; an empty password for nobody. */
export interface ConfiguredCredentials {
  username: string;
  password: string;
}

export interface ConfiguredAdminDeps {
  database: Database;
  configured(): ConfiguredCredentials;
  passwords: Passwords;
  sessions: Sessions;
  schedule: Schedule;
  now(): number;
  log: { error(details: object, message: string): void };
}

/** The id of the operator whom the configuration names. */
export const CONFIGURED_ID = 'config';
/** Its row among the settings: what the sessions there are were signed in with. Not a setting. */
const DIGEST_KEY = '_internal.configured_admin_digest';
/** How soon streams hear that other credentials are configured. */
const LOOK_EVERY_MS = 2_000;
/** What the predecessor shipped with: everybody knows it, so it opens nothing to other machines. */
const WELL_KNOWN = 'admin';

/** The operator whom the configuration names. Sessions end once other credentials are configured, also over a restart. */
export async function openConfiguredAdmin(deps: ConfiguredAdminDeps) {
  const { database, configured, passwords, sessions, schedule, now, log } = deps;
  let seen = textOf(configured());
  let stored = await readDigest();
  if (sessions.idsOf(CONFIGURED_ID).length > 0 && !(stored !== null && (await passwords.matches(stored, seen)))) {
    await sessions.end(sessions.idsOf(CONFIGURED_ID));
    stored = null;
  }
  watch();

  async function readDigest(): Promise<string | null> {
    const query = database.read.selectFrom('Setting').select('value').where('key', '=', DIGEST_KEY);
    const value = (await query.executeTakeFirst())?.value;
    return typeof value === 'string' ? value : null;
  }

  function watch(): void {
    schedule(() => {
      notice();
      watch();
    }, LOOK_EVERY_MS);
  }

  /** Takes note of other credentials, and lets nobody stay who was signed in with the old ones. */
  function notice(): void {
    const text = textOf(configured());
    if (text === seen) return;
    seen = text;
    stored = null;
    const ids = sessions.idsOf(CONFIGURED_ID);
    sessions.letGo(ids);
    sessions.end(ids).catch((err) => log.error({ err }, 'Sessions of the configured operator are still stored'));
  }

  const isThere = () => configured().password !== '';
  const isWellKnown = () => configured().username === WELL_KNOWN && configured().password === WELL_KNOWN;

  return {
    isThere,
    /** Whether a name is this operator's; a stored one of the same name cannot sign in then. */
    is: (username: string): boolean => isThere() && sameText(plainName(configured().username), username),

    /** @throws ControlError `signed_out` for the published credentials from elsewhere */
    matches(password: string, from: Peer): boolean {
      if (!isThere() || !sameText(configured().password, password)) return false;
      if (isWellKnown() && !isLocal(from)) throw new ControlError('signed_out', PUBLISHED);
      return true;
    },

    /** Whether a session of this operator is still good for whoever shows it. */
    mayStay(from: Peer): boolean {
      notice();
      return isThere() && (!isWellKnown() || isLocal(from));
    },

    /** To be called before a session begins, so that a restart knows what it was signed in with. */
    async remember(): Promise<void> {
      notice();
      if (stored !== null) return;
      const value = await passwords.hash(seen);
      const row = { key: DIGEST_KEY, value, updatedAt: now() };
      await database.commit((tx) =>
        tx
          .insertInto('Setting')
          .values(row)
          .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
          .execute(),
      );
      stored = value;
    },

    name: (): string => plainName(configured().username),
  };
}

const PUBLISHED =
  'These credentials are a published default, so they work only from the machine that the server runs on. ' +
  'Set another [global] admin_password.';

const textOf = ({ username, password }: ConfiguredCredentials) => JSON.stringify([username, password]);

/** In constant time. */
const sameText = (a: string, b: string) => timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
