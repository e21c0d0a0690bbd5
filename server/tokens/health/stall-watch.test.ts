import { expect, test } from 'vitest';
import { createDueQueue } from '../due-queue.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { createStallWatch, type Sign } from './stall-watch.ts';

/** A watch over pictures whose free calls say what the test wants. */
function startWatch(sign: Sign = 'silent') {
  const clock = createManualClock();
  const log = { error: (fields: object) => expect.unreachable(JSON.stringify(fields)) } as never;
  const due = createDueQueue({ ...clock, concurrency: Number.POSITIVE_INFINITY, log });
  const upstream = { sign, signOf: new Map<number, Sign>(), asked: [] as number[], others: [] as number[] };
  const told: string[] = [];
  const watch = createStallWatch({
    async ask(tokenId) {
      upstream.asked.push(tokenId);
      return upstream.signOf.get(tokenId) ?? upstream.sign;
    },
    witnesses: (_upstream, but) => upstream.others.filter((id) => !but.has(id)).slice(0, 2),
    due,
    onStalled: () => told.push('stalled'),
    onMute: (_upstream, _kind, tokenId) => told.push(`${tokenId} hears nothing`),
    onRevived: () => told.push('revived'),
    now: clock.now,
  });
  return {
    upstream,
    told,
    send: (job: string, tokenId = 1) => watch.sent('flow', 'image', job, tokenId),
    end: (job: string, heard: 'taken' | 'refused' | null) => watch.ended('flow', 'image', job, heard),
    /** Lets time pass second by second, with what is asked in the background done in between. */
    async pass(seconds: number): Promise<void> {
      for (let second = 0; second < seconds; second += 1) {
        clock.advance(1_000);
        await new Promise(setImmediate);
      }
    },
  };
}

test('a silence of several accounts, with free calls of two of them unanswered, is the upstream’s', async () => {
  const watch = startWatch();
  watch.send('job-a', 1);
  watch.send('job-b', 2);
  await watch.pass(14);
  expect(watch.upstream.asked).toEqual([]);
  await watch.pass(1);
  expect(watch.upstream.asked).toEqual([1, 2]);
  expect(watch.told).toEqual(['stalled']);
});

test('it is told again while it lasts, also when nobody waits any more, and its end is told once', async () => {
  const watch = startWatch();
  watch.upstream.others = [1, 2];
  watch.send('job');
  await watch.pass(15);
  watch.end('job', null);
  await watch.pass(4);
  expect(watch.told).toEqual(['stalled', 'stalled', 'stalled']);
  watch.upstream.sign = 'answers';
  await watch.pass(10);
  expect(watch.told).toEqual(['stalled', 'stalled', 'stalled', 'revived']);
});

test('slow work is not taken for a stall, and is looked into ever more rarely', async () => {
  const watch = startWatch('answers');
  watch.send('job');
  await watch.pass(300);
  expect(watch.told).toEqual([]);
  expect(watch.upstream.asked.length).toBeLessThanOrEqual(10); // five checks of a lone account, which is asked twice
});

test('patience follows how long answers take: short work is missed soon, long work late', async () => {
  const quick = startWatch();
  const slow = startWatch('answers');
  for (let count = 0; count < 30; count += 1) {
    quick.send('job');
    quick.end('job', 'taken');
    slow.send('job');
    await slow.pass(20);
    slow.end('job', 'taken');
  }
  slow.upstream.sign = 'silent';
  quick.send('job');
  await quick.pass(5);
  expect(quick.told).toEqual(['stalled']);
  slow.send('job');
  await slow.pass(29);
  expect(slow.told).toEqual([]);
  await slow.pass(1);
  expect(slow.told).toEqual(['stalled']);
});

test('while a proxy keeps the second from being asked nothing is concluded', async () => {
  const watch = startWatch();
  for (const [index, sign] of (['silent', 'unclear'] as const).entries()) {
    watch.upstream.signOf.set(index, sign);
    watch.send(`job-${index}`, index);
  }
  await watch.pass(40);
  expect(watch.told).toEqual([]);
  expect(watch.upstream.asked.length).toBeGreaterThan(0);
});

test('an answer ends the silence, whatever it says', async () => {
  const watch = startWatch();
  watch.send('job-a');
  watch.send('job-b');
  await watch.pass(10);
  watch.end('job-a', 'refused');
  await watch.pass(14);
  expect(watch.upstream.asked).toEqual([]);
  await watch.pass(1);
  expect(watch.told).toEqual(['stalled']);
});

test('one account that hears nothing while others are answered is its own trouble, though nobody else is at work', async () => {
  const watch = startWatch();
  watch.upstream.others = [2, 3];
  for (const id of watch.upstream.others) watch.upstream.signOf.set(id, 'answers');
  watch.send('job', 1);
  await watch.pass(15);
  expect(watch.upstream.asked.toSorted()).toEqual([1, 2, 3]);
  expect(watch.told).toEqual(['1 hears nothing']);
});

test('while others cannot be asked nothing is concluded from one silence', async () => {
  const watch = startWatch();
  watch.upstream.others = [2, 3];
  for (const id of watch.upstream.others) watch.upstream.signOf.set(id, 'unclear');
  watch.send('job', 1);
  await watch.pass(40);
  expect(watch.told).toEqual([]);
});

test('an upstream that hangs works again as soon as anybody is answered, not only those who hung', async () => {
  const watch = startWatch();
  watch.upstream.others = [2, 3];
  watch.send('job', 1);
  await watch.pass(15);
  watch.end('job', null);
  watch.upstream.signOf.set(3, 'answers');
  await watch.pass(4);
  expect(watch.told.slice(-1)).toEqual(['revived']);
});

test('an answer of whatever kind during a stall ends it at once', async () => {
  const watch = startWatch();
  watch.send('job-a', 1);
  watch.send('job-b', 2);
  await watch.pass(15);
  watch.end('job-a', 'refused');
  expect(watch.told).toEqual(['stalled', 'revived']);
});

test('a silence that a proxy explains, cutting off whoever is asked, is not the upstream’s', async () => {
  const watch = startWatch('cut-off');
  watch.send('job-a', 1);
  watch.send('job-b', 2);
  await watch.pass(60);
  expect(watch.upstream.asked.length).toBeGreaterThan(0);
  expect(watch.told).toEqual([]);
});

test('an outage is over once all who are asked are cut off by their proxy: nobody knows any more of the upstream', async () => {
  const watch = startWatch();
  watch.send('job-a', 1);
  watch.send('job-b', 2);
  await watch.pass(15);
  watch.upstream.signOf.set(1, 'cut-off');
  await watch.pass(2);
  expect(watch.told).toEqual(['stalled', 'stalled']);
  watch.upstream.signOf.set(2, 'cut-off');
  await watch.pass(2);
  expect(watch.told).toEqual(['stalled', 'stalled', 'revived']);
});
