import { StartProblem } from '../start-problem.ts';
import type { Vault } from '../tokens/vault.ts';

/** Opens secrets among the saved settings, in words that fit them. */
export function openerOfSettings(vault: Pick<Vault, 'open'>): Vault['open'] {
  return (sealed) => {
    try {
      return vault.open(sealed);
    } catch (cause) {
      throw new StartProblem(
        'A saved setting that is secret cannot be opened: data/secret.key or FLOW2API_SECRET_KEY has changed since it was ' +
          'saved. Put the former key back, or take the row out of the table settings and save the setting again.',
        cause,
      );
    }
  };
}
