import { ServiceError } from '../../../schema/errors.ts';
import type { Identity } from '../access.ts';
import type { Admins } from '../admins.ts';
import type { Peer } from '../peer.ts';
import { plainCode } from './recovery-codes.ts';
import type { SecondFactors } from './second-factors.ts';
import { createSetUps } from './set-ups.ts';
import { totpUri } from './totp.ts';

export interface OperatorsFactorDeps {
  admins: Pick<Admins, 'get'>;
  factors: SecondFactors;
  /** @throws ControlError `sign_in_blocked`; ServiceError `invalid_value` */
  confirmPassword(who: Identity, given: GivenPassword): Promise<void>;
  now(): number;
}

interface GivenPassword {
  password: string;
  from: Peer;
}

/** A secret that is told this once, and is not in force yet. */
export interface NewSecondFactor {
  /** In base32, to be typed. */
  secret: string;
  /** The same as an address, to be scanned. */
  uri: string;
}

/** What operators do about their own second factor; each begins with the password. */
export function createOperatorsFactor({ admins, factors, confirmPassword, now }: OperatorsFactorDeps) {
  const setUps = createSetUps({ now });

  return {
    /**
     * Tells a new secret. It is in force when `confirm` is given its first code; one that is in force stays so until then.
     * @param host where the operator signs in, so that an app can tell several of us apart
     * @throws ControlError `sign_in_blocked`; ServiceError `invalid_value`, `invalid_request` for whom the configuration names
     */
    async begin(who: Identity, given: GivenPassword & { host: string }): Promise<NewSecondFactor> {
      const { adminId, sessionId, username } = stored(who, admins);
      await confirmPassword(who, given);
      const secret = setUps.begin(adminId, sessionId);
      return { secret, uri: totpUri(secret, `${username}@${given.host}`) };
    },

    /**
     * Puts what was begun in this browser in force; returns the recovery codes, which are told this once.
     * @throws ServiceError `invalid_value`, `invalid_request` when nothing was begun
     */
    async confirm(who: Identity, typed: string): Promise<string[]> {
      const { adminId, sessionId } = stored(who, admins);
      const proven = setUps.prove(adminId, sessionId, plainCode(typed));
      if (proven === 'none') throw new ServiceError('invalid_request', NOTHING_BEGUN);
      if (proven === 'wrong') throw new ServiceError('invalid_value', NOT_THE_CODE, { param: 'code' });
      return factors.put(adminId, proven);
    },

    /**
     * Other recovery codes in place of those that are left.
     * @throws ControlError `sign_in_blocked`; ServiceError `invalid_value`, `invalid_request`, `not_found`
     */
    async renewRecoveryCodes(who: Identity, given: GivenPassword): Promise<string[]> {
      const { adminId } = stored(who, admins);
      await confirmPassword(who, given);
      const codes = await factors.renewRecoveryCodes(adminId);
      if (codes === null) throw hasNone();
      return codes;
    },

    /** Takes it off, also from one that is only being set up. @throws ServiceError `not_found` */
    async takeOff(adminId: string): Promise<void> {
      setUps.forget(adminId);
      if (!(await factors.takeOff(adminId))) throw hasNone();
    },

    /** For an operator who is gone. */
    letGo(adminId: string): void {
      setUps.forget(adminId);
      factors.letGo(adminId);
    },
  };
}

/** @throws ServiceError `invalid_request` */
function stored({ kind, id, sessionId }: Identity, admins: Pick<Admins, 'get'>) {
  if (kind === 'token' || sessionId === null) throw new ServiceError('invalid_request', OF_A_TOKEN);
  const admin = admins.get(id);
  if (admin === null) throw new ServiceError('invalid_request', OF_THE_CONFIGURATION);
  return { adminId: id, sessionId, username: admin.username };
}

const hasNone = () => new ServiceError('not_found', 'This operator has no second factor.', { param: 'id' });

const OF_A_TOKEN = 'An admin token has no second factor: operators set up their own, in the browser.';
const OF_THE_CONFIGURATION =
  'The operator whom the configuration names has no second factor. Add an operator for yourself, and set it up there.';
const NOTHING_BEGUN = 'No second factor is being set up in this browser, or it has taken too long. Begin anew.';
const NOT_THE_CODE =
  'This is not the code that the secret gives now. Look at the clock of the device, then give the code that it shows.';
