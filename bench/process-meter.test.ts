import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { resetPeak, usageOf } from './process-meter.ts';

test.runIf(existsSync('/proc/self/stat'))(
  'processor time and the peak of memory are read, and the peak begins anew',
  async () => {
    const work = `
    let block = Buffer.alloc(256 * 1024 * 1024, 1);
    const until = process.cpuUsage().user + 100_000;
    while (process.cpuUsage().user < until);
    block = null;
    gc();
    console.log('done');
    setInterval(() => {}, 1000);
  `;
    const child = spawn(process.execPath, ['--expose-gc', '-e', work], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(child.stdout, 'data');
      const pid = child.pid ?? 0;
      const before = usageOf(pid);
      expect(before?.cpuSeconds).toBeGreaterThan(0.05);
      expect(before?.peakRssMb).toBeGreaterThan(256);
      await vi.waitFor(() => {
        resetPeak(pid); // memory goes back to the system behind the collector
        expect(usageOf(pid)?.peakRssMb).toBeLessThan(256);
      }, 10_000);
    } finally {
      child.kill('SIGKILL');
    }
  },
);

test('a process that is not there has used nothing that could be told', () => {
  expect(usageOf(2 ** 30)).toBeNull();
  resetPeak(2 ** 30);
});
