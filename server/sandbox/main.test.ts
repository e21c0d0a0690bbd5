import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const main = new URL('./main.ts', import.meta.url).pathname;

test.each([
  [['--port', '70000'], 'port'],
  [['--account', 'only-a-token'], 'SESSION_TOKEN,EMAIL,TIER,CREDITS'],
  [['--nonsense'], 'nonsense'],
])('%j ends with 1 and says what is wrong', async (args, message) => {
  const failure = await run(process.execPath, [main, ...args]).catch(
    (cause: { code: number; stderr: string }) => cause,
  );
  expect(failure).toMatchObject({ code: 1 });
  expect(failure.stderr).toContain(message);
  expect(failure.stderr).toContain('Usage:');
});

test.each(['--help', '-h'])('%s prints the usage and ends with 0', async (flag) => {
  const { stdout, stderr } = await run(process.execPath, [main, flag]);
  expect(stdout).toMatch(/^Usage: .*\n/);
  expect(stdout).toContain('--account');
  expect(stderr).toBe('');
});
