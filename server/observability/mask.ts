/** Fewest characters that a secret must have before its last four are shown: of a shorter one they would give too much away. */
const SHORTEST_HINTED = 12;

/** A secret as it may be shown: its last four characters at most, nothing of a short one, and nothing for an empty one. */
export function maskSecret(secret: string): string {
  if (secret === '') return '';
  return secret.length < SHORTEST_HINTED ? '****' : `****${secret.slice(-4)}`;
}

/**
 * A proxy's address as it may be shown: scheme, host and port, and that there is a login. Hidden whole is what is no such
 * address, or goes on after the port: a password with a special character may end anywhere in it.
 */
export function maskProxyUrl(address: string): string {
  if (address === '') return '';
  const parsed = URL.parse(address);
  const isPlain = parsed !== null && parsed.host !== '' && /^\/?$/.test(parsed.pathname + parsed.search + parsed.hash);
  if (!isPlain) return '****';
  if (parsed.password === '' && parsed.username === '') return address;
  return `${parsed.protocol}//****@${parsed.host}`;
}

const ALREADY_MASKED = /^\*{4}.{0,4}$/;

const SECRET_NAMES = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-goog-api-key',
  'x-api-key',
  'api[_-]?key',
  '(?:session|access|refresh|connection|csrf|id)[_-]?token',
  'token',
  'st',
  'at',
  'ciphertext',
  '(?:admin[_-]?|old[_-]?|new[_-]?|login[_-]?)?password',
  'client[_-]?secret',
  'secret(?:[_-]?key)?',
  'google[_-]?cookies',
].join('|');

/*
 * A line may hold what callers sent, so no pattern may be slow on any text: repetitions either take all that they match, or
 * are bounded.
 */

/** A string or a list of strings under one of those names, in JSON; `\\*` also finds JSON that was put inside a string. */
const NAMED = new RegExp(
  String.raw`(?<!\\)(\\*")(${SECRET_NAMES})\1(\s{0,9}:\s{0,9})(\1(?:[^"\\]|\\[^"])*?\1|"(?:[^"\\]|\\.)*"|\[[^\]]{0,2048}\])`,
  'gi',
);

/** What gives a secret away wherever it stands; group 1 is what comes before it and stays. */
const SHAPES = [
  /()\bya29\.[\w.-]+/g,
  /()\beyJ[\w-]{8,}(?:\.[\w-]*)*/g,
  /()\b(?:sk-|f2[a-z]_)[\w-]{8,}/g,
  /\b((?:bearer|basic) {1,9})[\w.~+/=-]{6,}/gi,
  /(__(?:Secure|Host)-[\w.-]{1,60}=)[^;,\s"\\]+/g,
  /([?&](?:key|token|access_token|api_key|[\w-]{0,40}signature)=)[^&#\s"\\]+/gi,
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"\\]*:)[^\s/@"\\]+(?=@)/gi,
];

/**
 * A log line with every secret in it hidden but for its last four characters: what stands under a telling name, at any
 * depth, and what looks like a key, a token, a session cookie, a signed address or a password in an address.
 */
export function maskSecrets(line: string): string {
  const named = line.replace(NAMED, (_, quote: string, name: string, colon: string, value: string) => {
    const masked = value.startsWith('[') ? maskStrings(value) : maskQuoted(value);
    return `${quote}${name}${quote}${colon}${masked}`;
  });
  return SHAPES.reduce((text, shape) => text.replace(shape, hideAfterPrefix), named);
}

function hideAfterPrefix(match: string, prefix: string): string {
  const secret = match.slice(prefix.length);
  return prefix + (ALREADY_MASKED.test(secret) ? secret : maskSecret(secret));
}

function maskStrings(list: string): string {
  return list.replace(/\\*"(?:[^"\\]|\\[^"])*\\*"/g, maskQuoted);
}

/** Takes the quotes (escaped or not) off, hides what is between them, and puts them back. */
function maskQuoted(quoted: string): string {
  const quote = /^\\*"/.exec(quoted)?.[0] ?? '';
  const inner = quoted.slice(quote.length, quoted.length - quote.length);
  // An escape cut in two would break the line's JSON, so a value with one at its end is hidden whole.
  if (ALREADY_MASKED.test(inner)) return quoted;
  return quote + (inner.slice(-5).includes('\\') ? '****' : maskSecret(inner)) + quote;
}
