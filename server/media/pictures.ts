import sharp from 'sharp';

// A service makes many small pictures' worth of work at once: one thread per picture, and nothing remembered between them.
sharp.concurrency(1);
sharp.cache(false);

/** The largest picture that is decoded. A few kilobytes can claim far more pixels than fit into memory. */
export const MAX_PIXELS = 100_000_000;

export { sharp };
