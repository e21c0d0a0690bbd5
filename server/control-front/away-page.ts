import { AWAY } from './away.ts';

/** The same for a browser, which asks again by itself. */
export const AWAY_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Flow2API</title></head>
<body><h1>Flow2API is away</h1><p>${AWAY}</p></body>
</html>
`;
