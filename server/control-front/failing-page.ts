import type { Failing } from './failing.ts';

/** The same for a browser, which asks again by itself where that is safe. */
export function failingPage({ title, message, retryAfter }: Failing): string {
  const again = retryAfter === null ? '' : `<meta http-equiv="refresh" content="${retryAfter}">`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8">${again}<title>Flow2API</title></head>
<body><h1>${title}</h1><p>${message}</p></body>
</html>
`;
}
