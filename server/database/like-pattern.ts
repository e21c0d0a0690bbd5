/** A pattern of SQL's `like` for all that holds a text, to be used with `escape '\\'`. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`;
