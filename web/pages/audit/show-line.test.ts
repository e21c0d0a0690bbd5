import { expect, test } from 'vitest';
import { setLanguage } from '../../i18n/language.ts';
import { aboutText, actionText, actorText, detailText } from './show-line.ts';

const ADDRESS = 'ada@example.com';
const line = { action: 'token.enable', outcome: 'done', subject: '31', detail: ADDRESS } as const;

test('an account is named by its address, once; what else was done to something has its id', () => {
  expect([aboutText(line), detailText(line)]).toEqual([ADDRESS, null]);
  const other = { ...line, action: 'api-key.rotate', detail: 'The old key stays good for 0 s.' };
  expect([aboutText(other), detailText(other)]).toEqual(['31', other.detail]);
  const failed = { ...line, action: 'token.replace-secret', outcome: 'refused', detail: 'It is signed out.' } as const;
  expect([aboutText(failed), detailText(failed)]).toEqual(['31', failed.detail]);
});

test('what was refused is not told as done', () => {
  expect(actionText('session.sign-in')).toBe('Signed in');
  expect(actionText('session.sign-in', 'refused')).toBe('Sign-in failed');
  expect(actionText('token.import-added')).toBe('Token added by import');
});

test('what the service does by itself is named in the language of the operator, people as they are called', async () => {
  await setLanguage('zh');
  const of = (actorKind: 'service' | 'admin', actorName: string) => actorText({ actorKind, actorName });
  expect([of('service', 'settings file'), of('service', 'service'), of('admin', 'service')]).toEqual([
    ...['设置文件', '本服务', 'service'],
  ]);
  await setLanguage('en');
});
