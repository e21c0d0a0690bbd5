import type { Sentences } from '../translate.ts';

/** Lists, ranges, the log of requests, and the lines of the audit log. */
export const control: Sentences = {
  '{count} characters at most': '最多 {count} 个字符',
  '`ids` names {count}, and not {expected}: nothing was done.':
    '`ids` 指定了 {count} 个，而不是 {expected} 个：未执行任何操作。',
  'The service failed unexpectedly. The log has the details under this request id.':
    '服务意外出错。可在日志中按此请求编号查看详情。',
  'This is no base64, or not all of it.': '这不是 base64，或不完整。',
  'This is no cursor of the list.': '这不是列表的游标。',
  'Ask for 1 to {max} results.': '请要求 1 到 {max} 个结果。',
  'Ask for 1 to {max} at a time.': '一次请要求 1 到 {max} 个。',
  'There is no API key {id}.': '没有 API 密钥 {id}。',
  "The API key '{~name}' is switched off or has expired.": 'API 密钥“{name}”已关闭或已过期。',
  'Name {max} jobs at most in one call.': '一次最多指定 {max} 个任务。',
  'Say which jobs are meant: by `ids`, or by `filter` together with `expectedCount`.':
    '请说明指哪些任务：用 `ids`，或用 `filter` 加 `expectedCount`。',
  'More than {max} jobs match. Narrow the filter and do it in several calls.':
    '符合的任务超过 {max} 个。请缩小筛选范围，分多次进行。',
  '{now} jobs match now, and not {expected}: nothing was done. Look again, then repeat it.':
    '现在有 {now} 个任务符合，而不是 {expected} 个：未执行任何操作。请重新查看后再操作。',
  '`from` has to be before `to`.': '`from` 必须早于 `to`。',
  'The time range is longer than 400 days.': '时间范围超过 400 天。',
  'There was nothing to count before 1970. Let the range begin later.':
    '1970 年之前没有可统计的内容。请让时间范围晚一些开始。',
  'The time range is empty: `from` has to be before `to`.': '时间范围为空：`from` 必须早于 `to`。',
  '{~zone} is no time zone that is known here. Use an IANA name, for example Europe/Berlin or UTC.':
    '{zone} 不是已知的时区。请使用 IANA 名称，例如 Europe/Berlin 或 UTC。',
  'The time range has more than {max} {*units}. Ask for a shorter one.': '时间范围超过 {max} {units}。请缩短范围。',
  'The time range has more than {max} hours. Ask for a shorter one, or for days.':
    '时间范围超过 {max} 小时。请缩短范围，或改为按天。',
  minutes: '分钟',
  hours: '小时',
  days: '天',
  'This would be more than {max} points. Ask for a shorter range, or tell fewer things apart.':
    '数据点将超过 {max} 个。请缩短范围，或减少区分的项目。',
  'There is no request {id} in the log. It may be older than the log is kept, or still be running.':
    '日志中没有请求 {id}。可能已超出日志保留时间，或仍在运行。',
  'This request made no job, so there is nothing to be tried again.': '此请求没有产生任务，因此无可重试。',

  '{model}, for the console': '{model}，用于控制台',
  '{model}, for the console, on token {id} alone': '{model}，用于控制台，仅使用令牌 {id}',
  '{model}, for the key {key}': '{model}，用于密钥 {key}',
  '{model}, for the key {key}, on token {id} alone': '{model}，用于密钥 {key}，仅使用令牌 {id}',
  'The new one is {id}.': '新的为 {id}。',
  'nothing-started': '上游未开始处理',
  'made-not-delivered': '已生成但未送达',
  'The old key stays good for {seconds} s.': '旧密钥继续有效 {seconds} 秒。',
  "It was named '{~name}'.": '名称为“{name}”。',
  "The name is '{~name}'.": '名称为“{name}”。',
  "The name was '{~name}'. Sessions that ended: {count}.": '名称为“{name}”。已结束的会话：{count}。',
  'Recovery codes that are left: {count}.': '剩余恢复码：{count}。',
  "It was that of '{~name}'.": '属于“{name}”。',
  'Sessions that ended: {count}.': '已结束的会话：{count}。',
  'Other sessions that ended with it: {count}.': '随之结束的其他会话：{count}。',
  'It was a session of {admin}, signed in from {address}.': '是 {admin} 的会话，从 {address} 登录。',
  '{count} requests that ended before {at}': '{at} 之前结束的 {count} 个请求',
  '{*format}: {added} added, {updated} updated, {here} already here, {invalid} invalid':
    '{format}：添加 {added}，更新 {updated}，已存在 {here}，无效 {invalid}',
  json: 'JSON',
  csv: 'CSV',
  lines: '逐行文本',
  database: '数据库',
  '{count} tokens': '{count} 个令牌',
  '{count} tokens, with their secrets': '{count} 个令牌，含机密',
  'The password was not given again.': '未再次输入密码。',
  'undoes version {version}': '撤销版本 {version}',
  off: '关闭',
  'on for {minutes} minutes': '开启 {minutes} 分钟',
  '{files} files, {bytes} bytes, older than {seconds} s': '{files} 个文件，{bytes} 字节，早于 {seconds} 秒',

  'line {seq}, once the last, is missing': '第 {seq} 行（曾是最后一行）缺失',
  'line {seq} is missing': '第 {seq} 行缺失',
  'lines {from} to {to} are missing': '第 {from} 到 {to} 行缺失',
  'line 1 does not begin the chain': '第 1 行不是链的开头',
  'line {seq} does not follow from line {before}: one of them was replaced':
    '第 {seq} 行与第 {before} 行不衔接：其中一行被替换',
  'line {seq} is damaged: its changes cannot be read any more': '第 {seq} 行已损坏：无法再读取其更改',
  'line {seq} was changed after it was written': '第 {seq} 行在写入后被修改',
};
