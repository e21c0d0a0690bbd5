import type { MediaKind } from '../../schema/catalogue.ts';
import type { Lease } from './types.ts';

interface Held {
  lease: Lease;
  /** The upstream has taken the price off the balance, so nothing is set aside for it any more. */
  paid: boolean;
}

interface Holding {
  inFlight: Record<MediaKind, number>;
  reserved: number;
  /** In the order they were taken. */
  leases: Map<string, Held>;
}

/** The leases that are held: by job, and summed up by token. */
export function createHoldings() {
  const held = new Map<string, Lease>();
  /** Of every token that ever held something: making these anew for each job costs more than keeping them. */
  const byToken = new Map<number, Holding>();

  return {
    held: held as ReadonlyMap<string, Lease>,
    inFlight: (tokenId: number, kind: MediaKind): number => byToken.get(tokenId)?.inFlight[kind] ?? 0,
    reserved: (tokenId: number): number => byToken.get(tokenId)?.reserved ?? 0,

    leasesOf: (tokenId: number): Lease[] =>
      [...(byToken.get(tokenId)?.leases.values() ?? [])].map(({ lease }) => lease),

    /** @throws Error when the job holds a slot already, which would leave one behind */
    take(lease: Lease, paid: boolean): void {
      const { generationId, tokenId, kind } = lease;
      if (held.has(generationId)) throw new Error(`Job ${generationId} holds a slot already.`);
      held.set(generationId, lease);
      const holding = byToken.get(tokenId) ?? { inFlight: { image: 0, video: 0 }, reserved: 0, leases: new Map() };
      byToken.set(tokenId, holding);
      holding.leases.set(generationId, { lease, paid });
      holding.inFlight[kind] += 1;
      if (!paid) holding.reserved += lease.credits;
    },

    /** What the job held, and whether its price was seen leaving the balance; null when it held nothing (any more). */
    giveBack(generationId: string): Held | null {
      const lease = held.get(generationId);
      const holding = lease && byToken.get(lease.tokenId);
      const taken = holding?.leases.get(generationId);
      if (lease === undefined || holding === undefined || taken === undefined) return null;
      held.delete(generationId);
      holding.leases.delete(generationId);
      holding.inFlight[lease.kind] -= 1;
      if (!taken.paid) holding.reserved -= lease.credits;
      return taken;
    },

    /** A fall of the balance pays for the oldest jobs first: what was set aside for those is no longer. */
    paid(tokenId: number, credits: number): void {
      const holding = byToken.get(tokenId);
      let left = credits;
      for (const entry of holding?.leases.values() ?? []) {
        if (holding === undefined || entry.paid || entry.lease.credits > left) continue;
        left -= entry.lease.credits;
        entry.paid = true;
        holding.reserved -= entry.lease.credits;
      }
    },
  };
}
