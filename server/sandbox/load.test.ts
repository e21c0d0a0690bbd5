import { expect, test } from 'vitest';
import { ADA, logIn, startTestSandbox } from './testing/caller.ts';

test('two thousand running videos and two hundred calls at once are no trouble', async () => {
  await using sandbox = await startTestSandbox({ accounts: [{ ...ADA, credits: 100_000 }], videoSeconds: 600 });
  const ada = await logIn(sandbox);
  const names: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(Array.from({ length: 200 }, () => ada.video('Text', {})));
    for (const { json } of answers) names.push(json.media[0].name);
  }
  expect(await ada.stats()).toMatchObject({ videosInFlight: 2_000, videosStarted: 2_000, credits: 90_000 });

  const started = performance.now();
  const polled = await ada.poll({ media: names.map((name) => ({ name })) });
  expect(polled.json.media).toHaveLength(2_000);
  expect(performance.now() - started).toBeLessThan(2_000);
  const calls = await Promise.all(Array.from({ length: 200 }, () => ada.get('/credits')));
  expect(calls.every(({ status }) => status === 200)).toBe(true);
});

test('the work of one call does not grow with the jobs that run', async () => {
  await using sandbox = await startTestSandbox({ accounts: [{ ...ADA, credits: 100_000 }], videoSeconds: 600 });
  const ada = await logIn(sandbox);
  const name = (await ada.video('Text', {})).json.media[0].name;
  const timeOfPolls = async () => {
    const started = performance.now();
    for (let call = 0; call < 100; call += 1) await ada.poll({ media: [{ name }] });
    return performance.now() - started;
  };
  await timeOfPolls(); // the first ones pay for compiling
  const few = await timeOfPolls();
  for (let round = 0; round < 10; round += 1)
    await Promise.all(Array.from({ length: 100 }, () => ada.video('Text', {})));
  // A generous factor: the machine is shared. Work per job would make it a hundred times.
  expect(await timeOfPolls()).toBeLessThan(few * 6 + 200);
});
