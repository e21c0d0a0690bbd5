import type { Sentences } from '../translate.ts';

/** What a setting may be, in the words of the server; numbers by their bounds. */
export const settingsRanges: Sentences = {
  'true or false': '开或关',
  'up to 200 printable ASCII characters without spaces, or empty': '最多 200 个可见 ASCII 字符，不含空格；可留空',
  '1 to 100 characters': '1 到 100 个字符',
  'up to 200 characters, or empty': '最多 200 个字符；可留空',
  'an http:// or https:// address, or empty': 'http:// 或 https:// 地址；可留空',
  'an http:// or https:// address': 'http:// 或 https:// 地址',
  'an IP address or a host name': 'IP 地址或主机名',
  'IP addresses, CIDR blocks, loopback, linklocal, uniquelocal': 'IP 地址、CIDR 段、loopback、linklocal、uniquelocal',
  'origins such as https://app.example, or *': '来源，如 https://app.example，或 *',
  'host names in lower case, *.name for everything below a name, or whole origins such as http://127.0.0.1:9000':
    '小写主机名、*.name 表示其下所有主机，或完整来源，如 http://127.0.0.1:9000',
  'an http://, https://, socks5:// or socks5h:// address, or empty':
    'http://、https://、socks5:// 或 socks5h:// 地址；可留空',
  'an http://, https://, socks5:// or socks5h:// address, direct, or empty':
    'http://、https://、socks5:// 或 socks5h:// 地址，或 direct；可留空',
  'tables of {~fields}': '表，其字段为 {fields}',
  '{least} to {most}': '{least} 到 {most}',
  '{least} to {most}, or {value} ({*meaning})': '{least} 到 {most}，或 {value}（{meaning}）',
  'no limit': '不限',
  'for ever': '永久',
};
