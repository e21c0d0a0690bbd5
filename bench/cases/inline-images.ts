import { askInlineImage } from '../requests.ts';
import { ms, percent, perSecond } from '../table.ts';
import { measure, median } from '../windows.ts';
import { type Case, compareSmaller, pair, throughput, usageRow } from './case.ts';

/** A picture as base64 in the answer: the bytes go through the process twice, once to the disk and once to the caller. */
export function inlineImages(callers: number): Case {
  return async ({ floor, service, plan }) => {
    const name = `images/generations b64, ${callers} ${callers === 1 ? 'caller' : 'callers'}`;
    const both = pair(await measure([floor, service], { ask: askInlineImage, callers }, plan));
    const [least, ours] = [throughput(both.floor), throughput(both.service)];
    const p99 = (measured: typeof both.floor) => median(measured, ({ load }) => load.latencyMs.p99);
    const latency = { floor: p99(both.floor), service: p99(both.service) };
    return {
      rows: [
        {
          ...{ case: name, floor: perSecond(least), service: perSecond(ours), ratio: percent(ours / least) },
          ...{ budget: '', met: null },
        },
        compareSmaller(`${name}: latency p99`, latency, { show: ms, limit: null }),
      ],
      usage: [usageRow(name, both.floor), usageRow(name, both.service)],
    };
  };
}
