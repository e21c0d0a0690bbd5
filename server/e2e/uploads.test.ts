import { expect, test } from 'vitest';
import { accountStats, startSandboxProcess } from '../testing/sandbox-process.ts';
import { startService } from '../testing/service-process.ts';
import { chatBody, generate, pictureUrl } from './chat.ts';

const EMAIL = 'ada@example.com';

test('a picture is uploaded once, whoever sends it in whatever form, also after the service was killed', async () => {
  await using sandbox = await startSandboxProcess({
    accounts: [['session-ada', EMAIL, 'PAYGATE_TIER_TWO', 100_000]],
  });
  await using service = await startService({ upstream: sandbox });
  await service.addToken('session-ada');
  const uploads = async () => (await accountStats(sandbox, EMAIL)).calls.upload;
  const picture = await pictureUrl(1);

  const { link } = await generate(service, chatBody('gemini-2.5-flash-image', 'at night', [picture]));
  await Promise.all([
    generate(service, chatBody('dall-e-3', 'in the rain', [picture])),
    generate(service, chatBody('sora-2', 'it moves', [picture, picture])),
  ]);
  expect(await uploads()).toBe(1);

  await service.killAndRestart();
  await generate(service, chatBody('nano-banana-pro', 'in spring', [picture]));
  expect(await uploads()).toBe(1);

  // A result of ours is another picture.
  await generate(service, chatBody('gemini-2.5-flash-image', 'in colour', [link]));
  await generate(service, chatBody('gemini-2.5-flash-image', 'in colour', [link]));
  expect(await uploads()).toBe(2);
});
