const LOOK_EVERY_MS = 500;
const VIDEO_LEASES = /^flow2api_leases\{kind="video"\} (\d+)$/m;

/** Looks at a service's metrics now and then, for the most videos that it had in flight at once. */
export interface FlightWatch {
  /** Ends the looking and tells what was seen. */
  most(): Promise<number>;
}

export function watchFlight(url: string): FlightWatch {
  let most = 0;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const response = await fetch(`${url}/metrics`);
    const [, count] = VIDEO_LEASES.exec(await response.text()) ?? [];
    if (count === undefined) throw new Error('the metrics do not tell the leases');
    most = Math.max(most, Number(count));
  }

  const timer = setInterval(() => {
    looking = looking.then(look);
    looking.catch(() => {}); // told by `most`
  }, LOOK_EVERY_MS);
  return {
    async most() {
      clearInterval(timer);
      await looking;
      return most;
    },
  };
}
