const OF_TOOLS = [
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
  // What a thought leaves behind of itself.
  'thoughtSignature',
];
/** What stands beside a text or a picture, and says nothing without one. */
const BESIDE = new Set(['thought', 'partMetadata', 'videoMetadata', 'mediaResolution']);

/**
 * Whether a part says nothing of the picture that is wanted: what apps send back of a conversation that used tools, and what is
 * left of a part whose content has gone.
 */
export function isSilent(part: unknown): boolean {
  const names = typeof part === 'object' && part !== null ? Object.keys(part) : [];
  return OF_TOOLS.some((name) => names.includes(name)) || (names.length > 0 && names.every((name) => BESIDE.has(name)));
}
