import { ControlError } from '../../schema/control-error.ts';
import type { Admin } from '../../schema/entities/admin.ts';
import type { Session } from '../../schema/entities/session.ts';
import { ServiceError } from '../../schema/errors.ts';
import { plainName } from '../../schema/operator-account.ts';
import { SCOPES, type Scope } from '../../schema/scopes.ts';
import type { Database } from '../database/database.ts';
import { openAdminTokens } from './admin-tokens.ts';
import { likeOneOf, nameTaken, openAdmins } from './admins.ts';
import { type Attempt, createAttempts } from './attempts.ts';
import { createBackOff } from './back-off.ts';
import { CONFIGURED_ID, type ConfiguredCredentials, openConfiguredAdmin } from './configured-admin.ts';
import type { LastUseDeps, Schedule } from './last-use.ts';
import { checkedUsername, checkPassword } from './password-rules.ts';
import { createPasswords, type PasswordsDeps } from './passwords.ts';
import type { Peer } from './peer.ts';
import { createOperatorsFactor } from './second-factor/operators-factor.ts';
import { openSecondFactors, type Seal, type ShownSecondFactor } from './second-factor/second-factors.ts';
import { type Client, openSessions } from './sessions.ts';
import { createSetUp } from './set-up.ts';

export interface AccessDeps {
  database: Database;
  /** For what has to be told apart again, and so cannot be a digest. */
  vault: Seal;
  configured(): ConfiguredCredentials;
  /** How dear a password is to try; tests take less. */
  parameters?: PasswordsDeps['parameters'];
  schedule: Schedule;
  now(): number;
  newId(): string;
  log: LastUseDeps['log'];
}

/** Who showed a good session or token. */
export interface Identity {
  kind: 'admin' | 'token';
  /** Of the operator or the token. */
  id: string;
  name: string;
  /** An operator has all. */
  scopes: ReadonlySet<Scope>;
  /** The browser session; null for a token. */
  sessionId: string | null;
  /** Aborted once the session or token is over: streams end with it. */
  over: AbortSignal;
}

/** A browser that was just signed in: what its cookie is to hold, and who it is. */
export interface SignedIn {
  cookie: string;
  identity: Identity;
  /** After one was used for this; null when none was. */
  recoveryCodesLeft: number | null;
}

/** A session with whose it is and when it ends if nobody uses it. */
export interface ShownSession extends Omit<Session, 'hash'> {
  adminName: string;
  endsAt: number;
}

/** An operator, as others may see them. */
export interface ShownAdmin {
  id: string;
  username: string;
  /** Whom the configuration names is changed there. */
  source: 'stored' | 'configured';
  /** Null for the configured one, here and below. */
  createdAt: number | null;
  passwordChangedAt: number | null;
  /** Browsers in which they are signed in. */
  sessions: number;
  /** Null for who signs in with the password alone. */
  secondFactor: ShownSecondFactor | null;
}

/** The password of whoever is signed in. */
interface GivenAgain {
  password: string;
  /** The field that it was given in; `password` when left out. */
  param?: string;
  from: Peer;
}

/** An operator whose password was right, and since when it is theirs; null for the configured one. */
interface Found {
  id: string;
  passwordChangedAt: number | null;
}

export type Access = Awaited<ReturnType<typeof openAccess>>;

const ALL: ReadonlySet<Scope> = new Set(SCOPES);

/** Who gets into the control plane: operators by password and browser session, scripts by token. */
export async function openAccess({ database, vault, configured, parameters, schedule, now, newId, log }: AccessDeps) {
  const passwords = createPasswords(parameters === undefined ? {} : { parameters });
  const sessions = await openSessions({ database, schedule, now, newId, log });
  const tokens = await openAdminTokens({ database, schedule, now, newId, log });
  const admins = await openAdmins({ database, passwords, now, newId });
  const factors = await openSecondFactors({ database, vault, now, log });
  const byConfig = await openConfiguredAdmin({ database, configured, passwords, sessions, schedule, now, log });
  const attempts = createAttempts({ backOff: createBackOff({ database, now }), checkRoom: passwords.checkRoom });
  const ownFactor = createOperatorsFactor({ admins, factors, confirmPassword, now });
  const setUp = createSetUp({ isNeeded: () => admins.count() === 0 && !byConfig.isThere() });

  /** Null for an operator who is gone. */
  function nameOf(adminId: string): string | null {
    if (adminId === CONFIGURED_ID) return byConfig.isThere() ? byConfig.name() : null;
    return admins.get(adminId)?.username ?? null;
  }

  function byCookie(cookie: string, from: Peer): Identity | null {
    const open = sessions.use(cookie);
    if (open === null) return null;
    const { id: sessionId, adminId: id } = open.row;
    if (id === CONFIGURED_ID && !byConfig.mayStay(from)) return null;
    const name = nameOf(id);
    return name === null ? null : { kind: 'admin', id, name, scopes: ALL, sessionId, over: open.life.over };
  }

  function byToken(token: string): Identity {
    const { row, life } = tokens.use(token);
    const { id, name, scopes } = row;
    return { kind: 'token', id, name, scopes: new Set(scopes), sessionId: null, over: life.over };
  }

  const changedAt = (adminId: string) => admins.get(adminId)?.passwordChangedAt ?? null;

  /** @throws ControlError `signed_out` when the password was changed after it was compared */
  async function begin(
    { id: adminId, passwordChangedAt }: Found,
    client: Client,
    replaces: string | null,
  ): Promise<SignedIn> {
    const [cookie, { row, life }] = await sessions.begin(adminId, client, replaces);
    if (changedAt(adminId) !== passwordChangedAt) {
      await sessions.end([row.id]);
      throw wrongCredentials();
    }
    const name = nameOf(adminId) ?? adminId;
    const session = { sessionId: row.id, over: life.over };
    return { cookie, identity: { kind: 'admin', id: adminId, name, scopes: ALL, ...session }, recoveryCodesLeft: null };
  }

  /** Whose name and password these are; null for nobody's. All answers cost the same. */
  async function adminWith(name: string, password: string, from: Peer): Promise<Found | null> {
    if (byConfig.is(name)) {
      await passwords.matches(null, password);
      if (!byConfig.matches(password, from)) return null;
      await byConfig.remember();
      return { id: CONFIGURED_ID, passwordChangedAt: null };
    }
    const admin = admins.find(name);
    if (!(await admins.matches(admin, password)) || admin === null) return null;
    await admins.refreshDigest(admin, password);
    return admin;
  }

  /**
   * Has whoever has a second factor give its code, after the password was right; says how many recovery codes are left when
   * it was one of them. To ask for it is no failure, nor does it make up for those before: else codes could be guessed
   * without end by who has the password.
   * @throws ControlError `second_factor_needed`, `sign_in_blocked`
   */
  async function secondStep(adminId: string, code: string, attempt: Attempt): Promise<number | null> {
    if (!factors.isInForce(adminId)) return null;
    if (code.trim() === '') {
      await attempt.takeBack();
      throw new ControlError('second_factor_needed', CODE_NEEDED, { param: 'code' });
    }
    const used = await attempt.guess(() => factors.use(adminId, code));
    if (used === null) throw new ControlError('second_factor_needed', CODE_WRONG, { param: 'code' });
    return used === 'code' ? null : (factors.shown(adminId)?.recoveryCodesLeft ?? 0);
  }

  async function confirmPassword(who: Identity, { password, param = 'password', from }: GivenAgain): Promise<void> {
    const admin = admins.get(who.id);
    const name = admin?.username ?? who.name;
    const isRight = await attempts.tried(name, from, async () => {
      if (admin !== null) return (await admins.matches(admin, password)) ? true : null;
      return who.id === CONFIGURED_ID && byConfig.matches(password, from) ? true : null;
    });
    if (isRight === null) throw new ServiceError('invalid_value', 'The password is not right.', { param });
  }

  const operatorNames = () => [
    ...(byConfig.isThere() ? [byConfig.name()] : []),
    ...admins.list().map(({ username }) => username),
  ];

  const shownAdmin = ({ id, username, createdAt, passwordChangedAt }: Admin): ShownAdmin => ({
    ...{ id, username, source: 'stored', createdAt, passwordChangedAt },
    sessions: sessions.idsOf(id).length,
    secondFactor: factors.shown(id),
  });

  const shownConfigured = (): ShownAdmin => ({
    ...{ id: CONFIGURED_ID, username: byConfig.name(), source: 'configured', createdAt: null, passwordChangedAt: null },
    sessions: sessions.idsOf(CONFIGURED_ID).length,
    secondFactor: null,
  });

  return {
    /**
     * Who shows this session or this token; null for nobody. With a token, the session does not count.
     * @throws ControlError `signed_out`, saying what is wrong with the token
     */
    async authenticate(shown: { session: string | null; bearer: string | null; from: Peer }): Promise<Identity | null> {
      if (shown.bearer !== null) return byToken(shown.bearer);
      return shown.session === null ? null : byCookie(shown.session, shown.from);
    },

    /**
     * @throws ControlError `sign_in_blocked`; `signed_out` when name or password are wrong; `second_factor_needed` when they
     * are right, and the code is missing or not good
     */
    async signIn(given: {
      username: string;
      password: string;
      /** Of the operator's device, or a recovery code; null for who has not been asked for one. */
      code: string | null;
      from: Peer;
      userAgent: string | null;
      /** The session that this browser has had. */
      replaces: string | null;
    }): Promise<SignedIn> {
      const { password, code, from, userAgent, replaces } = given;
      const name = plainName(given.username);
      const entered = await attempts.tried(name, from, async (attempt) => {
        const found = await adminWith(name, password, from);
        return found && { found, recoveryCodesLeft: await secondStep(found.id, code ?? '', attempt) };
      });
      if (entered === null) throw wrongCredentials();
      const { found, recoveryCodesLeft } = entered;
      return { ...(await begin(found, { address: from.address, userAgent }, replaces)), recoveryCodesLeft };
    },

    /** Whether an operator has this name; not to be told to anybody who is not signed in. */
    knows: (username: string): boolean => byConfig.is(plainName(username)) || admins.find(plainName(username)) !== null,

    setUp: {
      isOpen: setUp.isOpen,
      code: setUp.code,
      /**
       * Makes the first operator and signs this browser in.
       * @throws ControlError `signed_out`, `sign_in_blocked`; ServiceError `invalid_value`
       */
      async run(given: { code: string; username: string; password: string; client: Client }): Promise<SignedIn> {
        setUp.checkOpen(); // else there is nothing to guess, so nothing is counted
        const takeBack = await attempts.from(given.client.address);
        return setUp.use(given.code, async () => {
          await takeBack();
          const username = checkedUsername(given.username);
          checkPassword(given.password, username);
          const admin = await admins.addFirst(username, given.password);
          await attempts.know(admin.username, given.client.address);
          return begin(admin, given.client, null);
        });
      },
    },

    /**
     * Changes the password of whoever is signed in, and ends their other sessions; returns how many.
     * @throws ControlError `signed_out` when the old one is wrong, `sign_in_blocked`; ServiceError `invalid_value`
     */
    async changePassword(who: Identity, given: { current: string; next: string; from: Peer }): Promise<number> {
      const admin = admins.get(who.id);
      if (who.kind === 'token') throw new ServiceError('invalid_request', 'An admin token has no password to change.');
      if (admin === null) throw new ServiceError('invalid_request', CONFIGURED_ELSEWHERE);
      const isRight = await attempts.tried(admin.username, given.from, async () =>
        (await admins.matches(admin, given.current)) ? true : null,
      );
      if (isRight === null) {
        throw new ServiceError('invalid_value', 'The present password is not right.', { param: 'currentPassword' });
      }
      checkPassword(given.next, admin.username, 'newPassword');
      await admins.setPassword(admin.id, given.next, (tx) => {
        const others = tx.deleteFrom('Session').where('adminId', '=', admin.id);
        return (who.sessionId === null ? others : others.where('id', '!=', who.sessionId)).execute();
      });
      // Whoever was signed in a moment ago is among them; who is about to be is refused, see `begin`.
      const ended = sessions.idsOf(admin.id).filter((id) => id !== who.sessionId);
      sessions.letGo(ended);
      return ended.length;
    },

    /**
     * Has whoever is signed in give the password again, before something that an open session alone should not be enough for.
     * @throws ControlError `sign_in_blocked`; ServiceError `invalid_value`
     */
    confirmPassword,

    /** What operators do about their own second factor. */
    secondFactor: {
      begin: ownFactor.begin,
      confirm: ownFactor.confirm,
      renewRecoveryCodes: ownFactor.renewRecoveryCodes,
    },

    admins: {
      /** Whom the configuration names first, then the others in the order in which they came. */
      list: (): ShownAdmin[] => [...(byConfig.isThere() ? [shownConfigured()] : []), ...admins.list().map(shownAdmin)],

      /** Names of those whom the configuration does not name. */
      stored: (): string[] => admins.list().map(({ username }) => username),

      /** @throws ServiceError `invalid_value`, ControlError `conflict` when another has the name, or one that reads like it */
      async add(given: { username: string; password: string }): Promise<ShownAdmin> {
        const username = checkedUsername(given.username);
        const name = likeOneOf(operatorNames(), username);
        if (name !== undefined) throw nameTaken(name);
        checkPassword(given.password, username);
        return shownAdmin(await admins.add(username, given.password));
      },

      /**
       * Takes an operator out and ends their sessions. Returns who it was, with how many sessions have ended.
       * @throws ServiceError `not_found`; `invalid_request` for the last one and for whom the configuration names
       */
      async remove(id: string): Promise<ShownAdmin> {
        if (id === CONFIGURED_ID && byConfig.isThere()) throw new ServiceError('invalid_request', CONFIGURED_ELSEWHERE);
        const admin = admins.get(id);
        if (admin === null) throw noSuchAdmin();
        const outcome = await admins.remove(id, byConfig.isThere);
        if (outcome === 'gone') throw noSuchAdmin();
        if (outcome === 'last') throw new ServiceError('invalid_request', LAST, { param: 'id' });
        const removed = shownAdmin(admin);
        sessions.letGo(sessions.idsOf(id));
        ownFactor.letGo(id);
        return removed;
      },

      /** From then on the password alone lets this operator in. @throws ServiceError `not_found` */
      async removeSecondFactor(id: string): Promise<ShownAdmin> {
        if (nameOf(id) === null) throw noSuchAdmin();
        await ownFactor.takeOff(id);
        const admin = admins.get(id);
        if (admin === null) throw noSuchAdmin();
        return shownAdmin(admin);
      },
    },

    sessions: {
      list: (): ShownSession[] =>
        sessions.list().map(({ hash: _, ...session }) => ({
          ...session,
          adminName: nameOf(session.adminId) ?? '(gone)',
          endsAt: sessions.endOf(session),
        })),
      /** @throws ServiceError `not_found` */
      revoke: sessions.revoke,
      /** Ends the other sessions of whoever is signed in; returns how many. @throws ServiceError `invalid_request` */
      async revokeOthers({ id, sessionId }: Identity): Promise<number> {
        if (sessionId === null) {
          throw new ServiceError('invalid_request', 'An admin token has no session of its own. Revoke each by its id.');
        }
        const others = sessions.idsOf(id).filter((other) => other !== sessionId);
        await sessions.end(others);
        return others.length;
      },
    },

    tokens: { create: tokens.create, list: tokens.list, revoke: tokens.revoke },

    /** Whether this is an admin token that may read; for what scrapers ask. */
    mayRead(token: string | null): boolean {
      if (token === null) return false;
      try {
        return byToken(token).scopes.has('read');
      } catch {
        return false;
      }
    },

    /** Stores what is not stored yet. */
    async close(): Promise<void> {
      await sessions.close();
      await tokens.close();
    },
  };
}

const wrongCredentials = () => new ControlError('signed_out', 'The name or the password is not right.');

const CODE_NEEDED =
  'This operator has a second factor: give the code of the authenticator app as well, or a recovery code.';
const CODE_WRONG =
  'The code is not right, or it was used before. Wait for the next one that the app shows, or give a recovery code.';

const noSuchAdmin = () =>
  new ServiceError('not_found', 'There is no such operator; they may be removed already.', { param: 'id' });

const LAST = 'This is the last operator: without one nobody could sign in. Add another one first.';

const CONFIGURED_ELSEWHERE =
  'This operator is named by the configuration: change [global] admin_password in the settings file, or ' +
  'FLOW2API_GLOBAL__ADMIN_PASSWORD in the environment; an empty one names nobody.';
