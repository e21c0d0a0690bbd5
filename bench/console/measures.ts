import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** What a page has measured of itself, left where the next evaluation finds it. */
interface Measured {
  lcpMs: number;
  /** Of interactions that took 16 ms or more, rounded to 8 ms by the browser. */
  interactionsMs: number[];
}

declare global {
  var measured: Measured | undefined;
  var changedAfter: Promise<number> | undefined;
}

/** Has the page measure itself from now on; what the browser remembers from before is taken over. */
export async function measure(page: Page): Promise<void> {
  await page.evaluate(() => {
    const found: Measured = { lcpMs: 0, interactionsMs: [] };
    globalThis.measured = found;
    const observe = (type: string, take: (entry: PerformanceEntry) => void, more = {}) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
    observe('largest-contentful-paint', ({ startTime }) => {
      found.lcpMs = startTime;
    });
    const byInteraction = new Map<number, number>();
    observe(
      'event',
      (entry) => {
        const { interactionId, duration } = entry as PerformanceEventTiming;
        if (interactionId === 0) return;
        byInteraction.set(interactionId, Math.max(duration, byInteraction.get(interactionId) ?? 0));
        found.interactionsMs = [...byInteraction.values()];
      },
      { durationThreshold: 16 },
    );
  });
}

/** When the largest part of what is in view was painted, milliseconds after the navigation began. */
export function lcpOf(page: Page): Promise<number> {
  return page.evaluate(() => globalThis.measured?.lcpMs ?? 0);
}

/** How long the page took to show what each key or click did, milliseconds; the quicker ones are left out. */
export function interactionsOf(page: Page): Promise<number[]> {
  return page.evaluate(() => globalThis.measured?.interactionsMs ?? []);
}

/** Bytes of a page's JavaScript heap, and how many nodes its document holds on to. */
export interface Memory {
  heapBytes: number;
  nodes: number;
}

/** So often, and so far apart, garbage is collected: the nodes of a page that was left are let go of a moment later. */
const COLLECTIONS = 4;
const REST_MS = 500;

/** What the page holds once its garbage was collected: the least of a few readings. */
export async function memoryOf(page: Page): Promise<Memory> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const readings: Memory[] = [];
  for (let reading = 0; reading < COLLECTIONS; reading += 1) {
    if (reading > 0) await delay(REST_MS);
    await client.send('HeapProfiler.collectGarbage');
    const { metrics } = await client.send('Performance.getMetrics');
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    readings.push({ heapBytes: value('JSHeapUsedSize'), nodes: value('Nodes') });
  }
  await client.detach();
  return readings.reduce((least, each) => (each.heapBytes < least.heapBytes ? each : least));
}

/** How a fast hand scrolls, and how far, in pixels. */
const HAND = { speed: 4_000, distance: 12_000 };

/** Frames of the browser while it scrolled, as it counts them itself. */
export interface Frames {
  shown: number;
  /** In which nothing new was shown, though there should have been. */
  dropped: number;
  /** That moved what was there, while the page was still drawing what comes. */
  partial: number;
}

/** Scrolls by the wheel, as a hand does: the browser moves what is drawn by itself, and the page has to keep up. */
export async function scrollByWheel(page: Page): Promise<Frames> {
  const client = await page.context().newCDPSession(page);
  const frames: Frames = { shown: 0, dropped: 0, partial: 0 };
  client.on('Tracing.dataCollected', ({ value }) => {
    for (const { name, args } of value as { name?: string; args?: { hasPartialUpdate?: boolean } }[]) {
      if (name === 'DrawFrame') frames.shown += 1;
      if (name === 'DroppedFrame') frames[args?.hasPartialUpdate === true ? 'partial' : 'dropped'] += 1;
    }
  });
  const complete = new Promise<void>((resolve) => client.once('Tracing.tracingComplete', () => resolve()));
  const includedCategories = ['disabled-by-default-devtools.timeline.frame', 'devtools.timeline.frame'];
  await client.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories } });
  const [x, y] = [700, 400];
  const gesture = { x, y, yDistance: -HAND.distance, speed: HAND.speed, gestureSourceType: 'mouse' } as const;
  await client.send('Input.synthesizeScrollGesture', gesture);
  await client.send('Tracing.end');
  await complete;
  await client.detach();
  return frames;
}

/**
 * Types one character into what has the focus, and returns how long it took until an element said something else and that was
 * painted, milliseconds.
 */
export async function typeUntilChanged(page: Page, character: string, selector: string): Promise<number> {
  await page.evaluate((which) => {
    const watched = document.querySelector(which);
    if (watched === null) throw new Error(`nothing is ${which}`);
    const before = watched.textContent;
    let pressedAt = 0;
    addEventListener(
      'keydown',
      () => {
        pressedAt = performance.now();
      },
      { once: true, capture: true },
    );
    globalThis.changedAfter = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (watched.textContent === before || pressedAt === 0) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressedAt)));
      });
      observer.observe(watched, { subtree: true, childList: true, characterData: true });
    });
  }, selector);
  await page.keyboard.press(character);
  return page.evaluate(() => globalThis.changedAfter ?? 0);
}
