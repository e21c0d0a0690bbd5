import { decodeGlobalID } from '@pothos/plugin-relay';
import { ServiceError } from '../../../schema/errors.ts';

/** The id behind a global one of this type; anything else is taken as that id itself, as logs and the API of callers show it. */
export function localId(typename: string, given: string): string {
  if (!isGlobalLike(given)) return given;
  try {
    const decoded = decodeGlobalID(given);
    return decoded.typename === typename ? decoded.id : given;
  } catch {
    return given;
  }
}

/** What is none is told by an error, whose stack costs more than all the rest of a long list of ids. */
const isGlobalLike = (given: string): boolean => Buffer.from(given, 'base64').includes(':');

export const localIds = (typename: string, given: readonly (string | number)[] | null | undefined): string[] | null =>
  given == null ? null : given.map((id) => localId(typename, String(id)));

/** The number of a token, given as a global id or as itself. @throws ServiceError `not_found`, naming the argument */
export function tokenNumber(given: string | number, param: string): number {
  const id = localId('Token', String(given));
  if (/^\d{1,15}$/.test(id)) return Number(id);
  throw new ServiceError('not_found', `There is no token ${id.slice(0, 100)}.`, { param });
}

/** The numbers of tokens; one that is nobody's stays a number that is nobody's. */
export const tokenNumbers = (given: readonly (string | number)[] | null | undefined): number[] | null =>
  localIds('Token', given)?.map((id) => (/^\d{1,15}$/.test(id) ? Number(id) : -1)) ?? null;
