import type { Token } from '../../../schema/entities/token.ts';
import { ServiceError } from '../../../schema/errors.ts';
import type { FlowClient } from '../../flow/types.ts';
import type { Roster } from '../roster.ts';
import type { Sign } from './stall-watch.ts';

/** Asks for the balance of an account, which costs nothing, to see whether the upstream answers anything. */
export function createFreeCall(roster: Roster, flowOf: (token: Token) => FlowClient) {
  return async (tokenId: number): Promise<Sign> => {
    const token = roster.get(tokenId);
    const accessToken = token === undefined ? null : roster.accessTokenOf(token);
    if (token === undefined || accessToken === null) return 'unclear';
    try {
      await flowOf(token).probe(accessToken);
      return 'answers';
    } catch (cause) {
      return signOf(ServiceError.from(cause));
    }
  };
}

function signOf({ code }: ServiceError): Sign {
  switch (code) {
    case 'upstream_timeout':
    case 'upstream_unavailable':
      return 'silent';
    case 'proxy_failed':
      return 'cut-off';
    case 'shutting_down':
    case 'internal_error':
      return 'unclear';
    default:
      return 'answers';
  }
}
