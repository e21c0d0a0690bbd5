import type { GraphQLArgument, GraphQLInputField } from 'graphql';

/** A place where a value is given: an argument of a field, or a field of an input. */
export type Place = GraphQLArgument | GraphQLInputField;

interface Declared {
  extensions: { mostEntries?: number; mostCharacters?: number };
}

/** Of a list that says nothing else: filters, and ids of what is looked at. */
const USUAL_ENTRIES = 500;
/** Of a text that says nothing else: more than the longest prompt, whose service has the better words. */
const USUAL_CHARACTERS = 50_000;
/** For contents of files: the body bounds them. */
export const A_FILE = { extensions: { mostCharacters: 64 * 1024 * 1024 } };

/** How many entries a list takes, as an option of its argument or input field. */
export const entries = (mostEntries: number) => ({ extensions: { mostEntries } });
/** How long a text may be, in UTF-16 units, as an option of its argument or input field. */
export const characters = (mostCharacters: number) => ({ extensions: { mostCharacters } });

export const mostEntries = (place: Place): number => (place as Declared).extensions.mostEntries ?? USUAL_ENTRIES;
export const mostCharacters = (place: Place): number =>
  (place as Declared).extensions.mostCharacters ?? USUAL_CHARACTERS;
