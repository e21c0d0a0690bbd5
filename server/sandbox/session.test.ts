import { expect, test } from 'vitest';
import { ADA, cookieOf, get, logIn, send, startTestSandbox } from './testing/caller.ts';

const session = (origin: string, headers: Record<string, string>) => get(`${origin}/fx/api/auth/session`, headers);
const setCookie = (answer: { headers: Headers }) =>
  /^__Secure-next-auth\.session-token=([^;]+); /.exec(answer.headers.getSetCookie()[0] ?? '')?.[1];

test('a good cookie gets an access token that the bearer host takes', async () => {
  await using sandbox = await startTestSandbox();
  const answer = await session(sandbox.origin, cookieOf(ADA.sessionToken));
  expect(answer.json.user).toMatchObject({ email: ADA.email, name: 'ada' });
  expect(answer.json.access_token).toMatch(/^ya29\./);
  expect(Date.parse(answer.json.expires) - Date.now()).toBeGreaterThan(23 * 3_600_000);
  expect(answer.headers.getSetCookie()).toEqual([]);
  const credits = await get(`${sandbox.apiBaseUrl}/credits`, { authorization: `Bearer ${answer.json.access_token}` });
  expect(credits.json).toMatchObject({ credits: 1_000, userPaygateTier: 'PAYGATE_TIER_TWO', sku: 'G1_TIER2' });
});

test('a cookie that the browser split into parts is joined', async () => {
  await using sandbox = await startTestSandbox();
  const [head, tail] = [ADA.sessionToken.slice(0, 5), ADA.sessionToken.slice(5)];
  const cookie = `x=1; __Secure-next-auth.session-token.0=${head}; __Secure-next-auth.session-token.1=${tail}`;
  expect((await session(sandbox.origin, { cookie })).json.user.email).toBe(ADA.email);
});

test('no cookie, an unknown one and a dead one all get an empty object with 200', async () => {
  await using sandbox = await startTestSandbox();
  const caller = await logIn(sandbox);
  await caller.control('PATCH', `/accounts/${ADA.email}`, { sessionDead: true });
  for (const headers of [{}, cookieOf('unknown'), caller.cookie]) {
    expect(await session(sandbox.origin, headers)).toMatchObject({ status: 200, json: {} });
    expect((await session(sandbox.origin, headers)).json).toEqual({});
  }
  const refused = await caller.trpc('project.createProject', { projectTitle: 'x', toolName: 'PINHOLE' });
  expect(refused.status).toBe(401);
  expect(refused.json.error.json.data).toEqual({
    code: 'UNAUTHORIZED',
    httpStatus: 401,
    path: 'project.createProject',
  });
});

test('a rotated cookie comes with the answer, and kills the older one when it is first used', async () => {
  await using sandbox = await startTestSandbox();
  const caller = await logIn(sandbox);
  await caller.control('PATCH', `/accounts/${ADA.email}`, { rotateCookie: true });
  const fresh = setCookie(await session(sandbox.origin, caller.cookie));
  expect(fresh).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(fresh?.length).toBeGreaterThan(1_000);
  expect((await session(sandbox.origin, caller.cookie)).json.user.email).toBe(ADA.email);
  expect((await session(sandbox.origin, cookieOf(fresh ?? ''))).json.user.email).toBe(ADA.email);
  expect((await session(sandbox.origin, caller.cookie)).json).toEqual({});
});

test('an expired session answers in the past with a dead access token and a fresh cookie, which gives a live one', async () => {
  await using sandbox = await startTestSandbox();
  const caller = await logIn(sandbox);
  await caller.control('PATCH', `/accounts/${ADA.email}`, { sessionExpired: true });
  const stale = await session(sandbox.origin, caller.cookie);
  expect(Date.parse(stale.json.expires)).toBeLessThan(Date.now());
  const credits = (token: string) => get(`${sandbox.apiBaseUrl}/credits`, { authorization: `Bearer ${token}` });
  expect((await credits(stale.json.access_token)).status).toBe(401);
  const live = await session(sandbox.origin, cookieOf(setCookie(stale) ?? ''));
  expect(Date.parse(live.json.expires)).toBeGreaterThan(Date.now());
  expect((await credits(live.json.access_token)).status).toBe(200);
});

test('a refused refresh is told by name, with a token that does not work or without any', async () => {
  await using sandbox = await startTestSandbox();
  const caller = await logIn(sandbox);
  await caller.control('PATCH', `/accounts/${ADA.email}`, { refreshNeeded: true });
  const stale = await session(sandbox.origin, caller.cookie);
  expect(stale.json.error).toBe('ACCESS_TOKEN_REFRESH_NEEDED');
  const used = await get(`${sandbox.apiBaseUrl}/credits`, { authorization: `Bearer ${stale.json.access_token}` });
  expect(used.status).toBe(401);
  await caller.control('PATCH', `/accounts/${ADA.email}`, { refreshNeeded: 'absent' });
  expect((await session(sandbox.origin, caller.cookie)).json).not.toHaveProperty('access_token');
});

test('access tokens die by time before the session does, and all at once when they are revoked', async () => {
  let now = Date.parse('2026-05-01T10:00:00Z');
  await using sandbox = await startTestSandbox({ now: () => now });
  const caller = await logIn(sandbox);
  now += 30 * 60_000;
  expect((await session(sandbox.origin, caller.cookie)).json.access_token).toBe(caller.bearer.authorization.slice(7));
  now += 31 * 60_000;
  const expired = await caller.get('/credits');
  expect(expired).toMatchObject({ status: 401, json: { error: { status: 'UNAUTHENTICATED' } } });
  expect(expired.json.error.details[0].reason).toBe('ACCESS_TOKEN_EXPIRED');

  const again = await logIn(sandbox);
  expect((await again.get('/credits')).status).toBe(200);
  await again.control('PATCH', `/accounts/${ADA.email}`, { revokeAccessTokens: true });
  expect((await again.get('/credits')).status).toBe(401);
  expect((await again.stats()).liveAccessTokens).toBe(0);
  expect((await (await logIn(sandbox)).get('/credits')).status).toBe(200);
});

test('the bearer host takes neither cookies nor an API key for a bearer', async () => {
  await using sandbox = await startTestSandbox();
  for (const headers of [{}, cookieOf(ADA.sessionToken)]) {
    const answer = await get(`${sandbox.apiBaseUrl}/credits?key=AIzaInvented`, headers);
    expect(answer.status).toBe(401);
    expect(answer.json.error.details[0].reason).toBe('CREDENTIALS_MISSING');
  }
});

test('a zero balance is left out in the current era and said in the seed era', async () => {
  await using sandbox = await startTestSandbox();
  const caller = await logIn(sandbox);
  await caller.control('PATCH', `/accounts/${ADA.email}`, { credits: 0 });
  expect((await caller.get('/credits')).json).not.toHaveProperty('credits');
  await caller.control('POST', '/settings', { profile: 'seed' });
  expect((await caller.get('/credits')).json).toEqual({ credits: 0, userPaygateTier: 'PAYGATE_TIER_TWO' });
});

test('projects are made, renamed, listed newest first and deleted, each by its owner only', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const list = async () => {
    const input = {
      json: { pageSize: 20, toolName: 'PINHOLE', cursor: null },
      meta: { values: { cursor: ['undefined'] } },
    };
    const answer = await ada.labsGet(
      `/trpc/project.searchUserProjects?input=${encodeURIComponent(JSON.stringify(input))}`,
    );
    return answer.json.result.data.json.result.projects;
  };
  const created = await ada.trpc('project.createProject', { projectTitle: 'Second', toolName: 'PINHOLE' });
  const { projectId } = created.json.result.data.json.result;
  expect(await list()).toMatchObject([{ projectId }, { projectId: ada.projectId }]);
  const renamed = await ada.trpc('project.updateProject', {
    projectId,
    projectInfo: { projectTitle: 'Renamed' },
    updateMasks: ['projectTitle'],
    toolName: 'PINHOLE',
  });
  expect(renamed.json.result.data.json).toEqual({ result: { projectTitle: 'Renamed' }, status: 200, statusText: 'OK' });
  expect((await list())[0].projectInfo.projectTitle).toBe('Renamed');

  const ben = await logIn(sandbox, { ...ADA, sessionToken: 'st.ben..invented.cookie', email: 'ben@example.com' });
  expect((await ben.trpc('project.deleteProject', { projectToDeleteId: projectId })).status).toBe(404);
  expect((await ada.trpc('project.deleteProject', { projectToDeleteId: projectId })).status).toBe(200);
  expect(await list()).toMatchObject([{ projectId: ada.projectId }]);
});

test('an unknown field of a labs call is refused with a list, an unknown path with 404', async () => {
  await using sandbox = await startTestSandbox();
  const ada = await logIn(sandbox);
  const answer = await ada.trpc('project.createProject', { projectTitle: 'x', toolName: 'PINHOLE', color: 'red' });
  expect(answer.status).toBe(400);
  expect(answer.json.error.json.message).toContain('json.color');
  expect((await ada.get('/nothing')).status).toBe(404);
  expect((await send('POST', `${sandbox.origin}/_sandbox/settings`, { nope: 1 })).status).toBe(400);
});
