import { timingSafeEqual } from 'node:crypto';
import { ControlError } from '../../schema/control-error.ts';
import { digestOf, newSecret } from './secret.ts';

export interface SetUpDeps {
  /** Whether nobody could sign in. */
  isNeeded(): boolean;
}

/** The way in for whoever starts the service for the first time: a code that is told in the terminal, good once. */
export function createSetUp({ isNeeded }: SetUpDeps) {
  const code = newSecret('');
  let used = false;

  const isOpen = () => !used && isNeeded();

  return {
    isOpen,
    /** To be shown to whoever started the service; null when nobody needs it. */
    code: (): string | null => (isOpen() ? code : null),

    /** @throws ControlError `signed_out` */
    checkOpen(): void {
      if (!isOpen()) throw new ControlError('signed_out', CLOSED);
    },

    /**
     * Does `work` for whoever has the code. It is used up then, unless that fails.
     * @throws ControlError `signed_out`; what `work` throws
     */
    async use<T>(shown: string, work: () => Promise<T>): Promise<T> {
      if (!isOpen()) throw new ControlError('signed_out', CLOSED);
      if (!timingSafeEqual(Buffer.from(digestOf(shown)), Buffer.from(digestOf(code)))) {
        throw new ControlError('signed_out', WRONG, { param: 'code' });
      }
      used = true;
      try {
        return await work();
      } catch (cause) {
        used = false;
        throw cause;
      }
    },
  };
}

const CLOSED = 'The server is set up already. Sign in.';
const WRONG =
  'The code of this link is not good. Each start of the server prints another one: take the last, as a whole.';
