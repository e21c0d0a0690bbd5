import { ControlError } from '../../schema/control-error.ts';
import { SCOPES, type Scope } from '../../schema/scopes.ts';
import { SETTINGS } from '../../schema/settings.ts';
import { type ControlContext, viewerOf } from './context.ts';

/** They say who may do everything, so changing them is like adding an operator. */
const NAME_AN_OPERATOR: ReadonlySet<string> = new Set(['global.admin_username', 'global.admin_password']);
/** Whoever decides where accounts sign in is told their session tokens there. */
const LEAD_SECRETS_THERE: ReadonlySet<string> = new Set(['flow.labs_base_url', 'flow.api_base_url']);
const SECRETS: ReadonlySet<string> = new Set(SETTINGS.filter(({ secret }) => secret).map(({ key }) => key));

/**
 * Some settings open a door: whoever changes them, or tries what changing them would come to, must have what lies behind it.
 * @throws ControlError `scope_missing` naming the setting and what is lacking
 */
export function checkMayChange(context: ControlContext, keys: readonly string[]): void {
  const { scopes } = viewerOf(context);
  for (const key of keys) {
    const lacking = neededFor(key).filter((scope) => !scopes.has(scope));
    if (lacking.length > 0) throw refusal(key, lacking);
  }
}

function neededFor(key: string): readonly Scope[] {
  if (NAME_AN_OPERATOR.has(key)) return SCOPES;
  return SECRETS.has(key) || LEAD_SECRETS_THERE.has(key) ? ['admin', 'secrets'] : ['admin'];
}

function refusal(key: string, lacking: readonly Scope[]): ControlError {
  const message = `${reasonOf(key)}. This admin token lacks: ${lacking.join(', ')}. Nothing was saved.`;
  return new ControlError('scope_missing', message, { param: key });
}

function reasonOf(key: string): string {
  if (NAME_AN_OPERATOR.has(key)) return `${key} says who may do everything, and so must who changes it`;
  if (LEAD_SECRETS_THERE.has(key))
    return `${key} says where secrets of accounts are sent, and who changes it may read them`;
  return `${key} is a secret, and who changes it knows it`;
}
