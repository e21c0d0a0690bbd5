import { type BackOff, FROM_EVERYWHERE, type Subject, WHO_TRIES } from './back-off.ts';
import { networkOf, type Peer } from './peer.ts';
import { digestOf } from './secret.ts';

export interface AttemptsDeps {
  backOff: BackOff;
  /** @throws ControlError `sign_in_blocked` when so many are at it that another one has no room */
  checkRoom(): void;
}

/** What somebody may do while they try to get in. */
export interface Attempt {
  /** It has neither failed nor got in. What failed before it counts on. */
  takeBack(): Promise<void>;
  /**
   * A guess that only who has the password comes to, so few would do. It is slowed over all addresses: nobody else can make
   * that rise, and it does not hold where the operator has signed in before.
   * @throws ControlError `sign_in_blocked`
   */
  guess<T>(work: () => Promise<T | null>): Promise<T | null>;
}

/** Lets passwords and codes be tried at the pace that is left to an account and an address. */
export function createAttempts({ backOff, checkRoom }: AttemptsDeps) {
  return {
    /**
     * Does `work` if its turn has come. It has failed when it gives null or throws, unless it takes that back.
     * @throws ControlError `sign_in_blocked`; what `work` throws
     */
    async tried<T>(name: string, { address }: Peer, work: (attempt: Attempt) => Promise<T | null>): Promise<T | null> {
      checkRoom();
      const { account, network, place } = placeOf(name, address);
      const isKnown = await backOff.isKnown(place);
      const subjects = [
        whoTries(network),
        { name: `account-at:${place}`, pace: WHO_TRIES },
        ...(isKnown ? [] : [{ name: `account:${account}`, pace: FROM_EVERYWHERE }]),
      ];
      const takeBack = () => backOff.takeBack(subjects);
      const codes = isKnown ? [] : [{ name: `code:${account}`, pace: WHO_TRIES }];
      await backOff.attempt(subjects);
      const found = await work({ takeBack, guess: (guess) => guessed(codes, takeBack, guess) });
      if (found === null) return null;
      await backOff.forgive(subjects);
      await backOff.know(place);
      return found;
    },

    /** Counts an attempt that names no account; returns how to take it back. @throws ControlError `sign_in_blocked` */
    async from(address: string): Promise<() => Promise<void>> {
      const subjects = [whoTries(networkOf(address))];
      await backOff.attempt(subjects);
      return () => backOff.forgive(subjects);
    },

    /** Notes that somebody has got in there. */
    know: (name: string, address: string): Promise<void> => backOff.know(placeOf(name, address).place),
  };

  async function guessed<T>(
    codes: readonly Subject[],
    takeBack: () => Promise<void>,
    work: () => Promise<T | null>,
  ): Promise<T | null> {
    if (codes.length === 0) return work();
    await backOff.attempt(codes).catch(async (cause) => {
      await takeBack(); // nothing was tried
      throw cause;
    });
    const found = await work();
    if (found !== null) await backOff.forgive(codes);
    return found;
  }
}

/** The same for signing in and for setting up. */
const whoTries = (network: string): Subject => ({ name: `address:${network}`, pace: WHO_TRIES });

/** Who tries, and from where, as the back-off tells them apart. */
function placeOf(name: string, address: string) {
  // Not the name itself: sooner or later somebody types the password there.
  const [account, network] = [digestOf(name), networkOf(address)];
  return { account, network, place: `${account} ${network}` };
}
