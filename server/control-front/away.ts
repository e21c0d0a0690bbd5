/** What is said while the service itself does not run. */
export const AWAY =
  'The service itself is not running (FLOW2API_ROLE=shim, on the same data folder). Start it; this comes back by itself.';
