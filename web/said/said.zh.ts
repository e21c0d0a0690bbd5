import { createTranslation } from './translate.ts';
import { access } from './zh/access.ts';
import { control } from './zh/control.ts';
import { generation } from './zh/generation.ts';
import { google } from './zh/google.ts';
import { pictures } from './zh/pictures.ts';
import { settings } from './zh/settings.ts';
import { settingsRanges } from './zh/settings-ranges.ts';
import { tokens } from './zh/tokens.ts';

export const tables = [google, tokens, generation, pictures, access, control, settings, settingsRanges];

export const zh = { translate: createTranslation(tables) };
