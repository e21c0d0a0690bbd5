import { ServiceError } from '../../schema/errors.ts';
import { passwordProblem, plainName } from '../../schema/operator-account.ts';
import { checkVisibleName } from './visible-name.ts';

/** The name as it is stored and compared. @throws ServiceError `invalid_value` */
export function checkedUsername(given: string): string {
  const name = plainName(given);
  checkVisibleName(name, 'username');
  return name;
}

/** @throws ServiceError `invalid_value`, saying what the password lacks */
export function checkPassword(password: string, username: string, param = 'password'): void {
  const problem = passwordProblem(password, username);
  if (problem !== null) throw new ServiceError('invalid_value', problem, { param });
}
