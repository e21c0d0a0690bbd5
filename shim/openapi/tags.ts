/** The surfaces, in the order in which they are read. */
export const TAGS = [
  { name: 'Models', description: 'What can be made, and what it costs.' },
  { name: 'Chat', description: "Pictures and videos in a conversation, on OpenAI's wire." },
  { name: 'Images', description: "Pictures, on OpenAI's wire." },
  { name: 'Responses', description: "Pictures as items of a response, on OpenAI's wire." },
  { name: 'Videos', description: "Videos, on OpenAI's wire." },
  { name: 'Jobs', description: 'What every call that makes something becomes, on every wire.' },
  { name: 'Files', description: 'What was made.' },
  {
    name: 'Gemini',
    description:
      "Google's wire over the same jobs. Every path stands below `/v1beta`, `/v1alpha`, `/v1beta1` and `/v1`; field names may be written `inlineData` or `inline_data`.",
  },
  { name: 'Gemini interactions', description: 'Pictures and videos as interactions.' },
  { name: 'Gemini files', description: 'Kept files, and pictures that are uploaded beforehand.' },
  { name: 'Service', description: 'The state of the service.' },
  { name: 'Plugin', description: 'For the browser extension.' },
];
