import { ServiceError } from '../../schema/errors.ts';

const MAX_LENGTH = 100;

/** Names are shown in lists and logs, where a control character would pass for something else. @throws ServiceError `invalid_value` */
export function checkVisibleName(name: string, param: string): void {
  if (name.length >= 1 && name.length <= MAX_LENGTH && !/\p{C}/u.test(name)) return;
  throw new ServiceError('invalid_value', `The name must have 1 to ${MAX_LENGTH} visible characters.`, { param });
}
