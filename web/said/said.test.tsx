import { MemoryRouter, Route } from '@solidjs/router';
import { cleanup, render, screen } from '@solidjs/testing-library';
import { TRPCClientError } from '@trpc/client';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../api/errors.ts';
import { setLanguage } from '../i18n/language.ts';
import { detailText } from '../pages/audit/show-line.ts';
import { attentionRows } from '../pages/overview/attention-rows.ts';
import type { Trouble } from '../pages/overview/use-overview.ts';
import type { Desk } from '../pages/tokens/desk.ts';
import { ErrorsAndHistory } from '../pages/tokens/drawer/errors-and-history.tsx';
import { Reason } from '../pages/tokens/drawer/reason.tsx';
import type { TokenDetails } from '../pages/tokens/token-types.ts';
import { said } from './said.ts';

beforeAll(() => setLanguage('zh'));
afterEach(cleanup);

/** Words of English: what stays are names, codes and units. */
const ENGLISH = /\b(?:the|is|was|by|for|and|resting|added|made|again)\b/i;

test('the row of tokens that rest says why in Chinese', () => {
  const token = { id: 1, name: 'studio-01', credits: 0, since: null, reason: 'images: resting, throttled by Google' };
  const trouble = { state: 'cooling', tokens: 1, credits: 0, first: [token], firstBackAt: null } as unknown as Trouble;
  const [row] = attentionRows(undefined, [trouble], 0);
  expect(row?.sentence).toContain('图片：冷却中，被 Google 限流');
  expect(row?.sentence).not.toMatch(ENGLISH);
});

test('why the pool is not ready is told in Chinese', () => {
  const pool = { ready: false, total: 3, kinds: [], reasons: ['2 accounts: signed out', '1 account: switched off'] };
  const [row] = attentionRows(pool as unknown as Parameters<typeof attentionRows>[0], [], 0);
  expect(row?.sentence).toContain('2 个账号：已退出登录；1 个账号：已关闭。');
  expect(row?.sentence).not.toMatch(ENGLISH);
});

test('a refusal is told in Chinese, and what is not known as the server said it', () => {
  const refused = (message: string) =>
    failureOf(TRPCClientError.from({ error: { code: -32_004, message, data: { code: 'token_expired' } } } as never));
  const dead =
    'This session token opens no account: it has ended, or was not copied whole. Sign in to Flow again and copy it anew. Nothing was stored.';
  expect(refused(dead).message).toMatch(/^此会话令牌无法打开任何账号/);
  expect(refused('The image is empty. Send a PNG, JPEG, WebP or GIF.').message).toMatch(/^图片为空/);
  expect(refused('Something that is new.').message).toBe('Something that is new.');
});

test('a line of the audit log is told in Chinese', () => {
  const line = { action: 'token.import', outcome: 'done', subject: null } as const;
  expect(detailText({ ...line, detail: 'lines: 6 added, 0 updated, 0 already here, 0 invalid' })).toBe(
    '逐行文本：添加 6，更新 0，已存在 0，无效 0',
  );
});

test('what happened to a token is told in Chinese', () => {
  const history = ['added', 'project made', 'images: may be tried again'].map((what, at) => ({ what, at }));
  const token = { id: 1, recentErrors: [], history } as unknown as TokenDetails;
  render(() => (
    <MemoryRouter>
      <Route path="*" component={() => <ErrorsAndHistory token={token} />} />
    </MemoryRouter>
  ));
  const list = screen.getByText('已添加').closest('ol');
  expect(list?.textContent).toContain('已创建项目');
  expect(list?.textContent).not.toMatch(ENGLISH);
});

test('why a token does not serve ends as a Chinese sentence does', () => {
  const seen = { state: 'cooling', reason: 'resting, throttled by Google', until: null, kinds: [] };
  const token = { id: 1, wanted: { enabled: true }, seen, switchedOff: null } as unknown as TokenDetails;
  render(() => <Reason token={token} desk={{} as Desk} />);
  expect(screen.getByText('冷却中，被 Google 限流。')).toBeDefined();
});

test('in English everything is as the server says it', async () => {
  await setLanguage('en');
  expect(said('images: resting, throttled by Google')).toBe('images: resting, throttled by Google');
  await setLanguage('zh');
});
