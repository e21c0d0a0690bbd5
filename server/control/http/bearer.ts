/** The token in an `Authorization` header, or null when there is none. */
export function bearerIn(header: string | undefined): string | null {
  return /^Bearer\s+(\S+)\s*$/i.exec(header ?? '')?.[1] ?? null;
}
