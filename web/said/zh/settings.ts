import type { Sentences } from '../translate.ts';

/** What comes of changing settings, and what is refused. */
export const settings: Sentences = {
  '[{section}] {key}: {*problem}': '[{section}] {key}：{problem}',
  '[{section}] {key} = {~given}: {*problem}': '[{section}] {key} = {given}：{problem}',
  '[{section}] {key}: {*problem} (allowed: {*allowed})': '[{section}] {key}：{problem}（允许：{allowed}）',
  '[{section}] {key} = {~given}: {*problem} (allowed: {*allowed})':
    '[{section}] {key} = {given}：{problem}（允许：{allowed}）',
  // Words to choose from are the same in every language.
  '[{section}] {key}: {*problem} (allowed: {~allowed})': '[{section}] {key}：{problem}（允许：{allowed}）',
  '[{section}] {key} = {~given}: {*problem} (allowed: {~allowed})':
    '[{section}] {key} = {given}：{problem}（允许：{allowed}）',
  'A setting is wrong:': '一项设置有误：',
  '{count} settings are wrong:': '{count} 项设置有误：',
  '{~file}.toml: {*problem}': '{file}.toml：{problem}',
  'database, table settings: {*problem}': '数据库的 settings 表：{problem}',
  '{~file}.toml, line {line}, column {column}: {*problem}': '{file}.toml，第 {line} 行第 {column} 列：{problem}',
  'is not TOML: {~reason}': '不是有效的 TOML：{reason}',
  'cannot be read ({code})': '无法读取（{code}）',
  'is empty, and held settings before: put them back, or take them out one by one; a comment in it says that it is meant to be empty, and so does a restart':
    '是空的，而之前含有设置：请恢复这些设置，或逐项移除；若确实要留空，请写入一行注释，或重启服务',
  '[{section}]: {*problem}': '[{section}]：{problem}',
  '{key}: {*problem}': '{key}：{problem}',
  '{~file}.toml: [{section}] {key} {*retired}': '{file}.toml：[{section}] {key} {retired}',
  '{~file}.toml: [{section}] {*retired}': '{file}.toml：[{section}] {retired}',
  'is not used; jobs wait for a slot as [generation] queue_depth and queue_wait say':
    '不再使用；任务按 [generation] queue_depth 与 queue_wait 等待空位',
  'is not used; jobs start as soon as there is a slot ([generation] image_concurrency, video_concurrency)':
    '不再使用；一有空位任务即开始（[generation] image_concurrency、video_concurrency）',
  'is not used; what may be repeated is repeated by itself': '不再使用；可重试的会自动重试',
  'is not used; the longest wait for an image is [generation] image_timeout':
    '不再使用；图片的最长等待由 [generation] image_timeout 决定',
  'is not used; finished media go through [proxy] media_proxy_url, else through proxy_url':
    '不再使用；成品文件经 [proxy] media_proxy_url，否则经 proxy_url 传输',
  "is not used; a video's deadline is [generation] video_timeout":
    '不再使用；视频的期限由 [generation] video_timeout 决定',
  'is not used: this service solves no captchas': '不再使用：本服务不处理验证码',
  'is not used; [generation] says how a token is chosen': '不再使用；令牌的选择由 [generation] 决定',
  'is not used: access tokens are always refreshed before they end': '不再使用：访问令牌总会在到期前刷新',
  'stands outside a section': '不在任何节之内',
  'is no section of this service': '不是本服务的节',
  'is no section of this service; did you mean {~near}?': '不是本服务的节；是否指 {near}？',
  'Nothing was saved. {*problem}.': '未保存任何内容。{problem}。',
  'Nothing was saved. {count} settings are wrong: {;problems}.': '未保存任何内容。{count} 项设置有误：{problems}。',
  'Settings were changed meanwhile: the version is {version} now. Look at them again, then save with that version.':
    '设置在此期间已被更改：当前版本为 {version}。请重新查看，然后以该版本保存。',
  'There is no change of the version {version} in the history.': '历史中没有版本 {version} 的更改。',
  'The former value of {key} was sealed with another secret key. Set it anew.':
    '{key} 之前的值是用另一个密钥加密的。请重新设置。',
  'Debug logging can be on for 1 to {max} minutes.': '调试日志可开启 1 到 {max} 分钟。',
  'Give an age in seconds, or 0 for all files.': '请给出以秒为单位的时长，0 表示所有文件。',
  '{key} is there twice. Give each setting once.': '{key} 出现两次。每项设置只能给出一次。',
  '{*why}. This admin token lacks: {~scopes}. Nothing was saved.': '{why}。此管理令牌缺少：{scopes}。未保存任何内容。',
  '{key} says who may do everything, and so must who changes it': '{key} 决定谁拥有全部权限，更改者也必须如此',
  '{key} says where secrets of accounts are sent, and who changes it may read them':
    '{key} 决定账号机密发往何处，更改者可读取它们',
  '{key} is a secret, and who changes it knows it': '{key} 是机密，更改者会知道它',

  'is no setting': '不是设置项',
  'is no setting; did you mean {~near}?': '不是设置项；是否指 {near}？',
  'is set by the environment variable {name}; change it there': '由环境变量 {name} 设置；请在那里更改',
  'is the hidden form of a secret; leave it out to keep the secret, or give it in full':
    '是机密的隐藏形式；要保留机密请不要填写，否则请完整填写',
  'must be a string': '必须是文本',
  'must be a number': '必须是数字',
  'must be a boolean': '必须是 true 或 false',
  'must be a list': '必须是列表',
  'must be a list of tables': '必须是表的列表',
  'item {number} {*problem}': '第 {number} 项：{problem}',
  'item {number} {field} {*problem}': '第 {number} 项的 {field}：{problem}',
  'is out of range': '超出范围',
  'is not a finite number': '不是有限的数',
  'is not one of the choices': '不在可选项中',
  'is not allowed': '不允许',
  'is empty; leave it out for the default': '为空；要使用默认值请不要填写',
  'holds the key of [global] api_key as "{~name}", and that one has no limits':
    '以“{name}”包含了 [global] api_key 的密钥，而后者没有限额',
  'must be set while [proxy] proxy_enabled is true': '在 [proxy] proxy_enabled 为 true 时必须设置',
  'must not be less than [flow] poll_interval ({seconds} s)': '不能小于 [flow] poll_interval（{seconds} 秒）',
  'is 0 and so is [generation] video_concurrency: no token could ever work':
    '为 0，且 [generation] video_concurrency 也为 0：任何令牌都无法工作',
  'must not be more than [cache] max_gb ({size} GB)': '不能大于 [cache] max_gb（{size} GB）',
  '[global] {key} is a published default: it opens nothing but requests from this machine itself':
    '[global] {key} 是公开的默认值：只接受来自本机的请求',
  '[global] {key} would be refused of any other operator, being short, well known or like the name: take 12 characters at least, such as four or five words':
    '[global] {key} 过短、广为人知或与用户名相近，其他管理员不能这样设置：请至少使用 12 个字符，例如四五个单词',
  '[debug] mask_token is off: the log holds secrets in full': '[debug] mask_token 已关闭：日志会完整记录机密',
  'takes away the last way in: nobody could sign in any more. Add an operator first':
    '会移除最后的登录途径：将无人能登录。请先添加管理员',
  'leaves out your own address, {address}, so that you would be shut out. {*first}':
    '不包含您自己的地址 {address}，您将无法再访问。{first}',
  'makes your address {address}, which [server] operator_networks leaves out. {*first}':
    '会使您的地址成为 {address}，而 [server] operator_networks 不包含它。{first}',
  'Add it there first, or a network that it is in': '请先将其或其所在网络加入其中',
  'is easy to guess. {*why}': '容易被猜到。{why}',
  'makes the password easy to guess. {*why}': '使密码容易被猜到。{why}',
  'is not an address': '不是地址',
  'must begin with http:// or https://': '必须以 http:// 或 https:// 开头',
  'must not hold a user name or password': '不能包含用户名或密码',
  'must not hold a query or a fragment': '不能包含查询参数或片段',
  'names an address that nobody can connect to': '指向无法连接的地址',
  'must begin with http://, https://, socks5:// or socks5h://':
    '必须以 http://、https://、socks5:// 或 socks5h:// 开头',
  'must end after its port': '端口之后不能有其他内容',
  'names port 0, on which nobody listens': '端口为 0，无人监听',
  'has a user name or password that is not percent-encoded': '用户名或密码未进行百分号编码',
  'has a user name or password of more than {max} bytes': '用户名或密码超过 {max} 字节',
  'must be printable ASCII without spaces': '必须是不含空格的可打印 ASCII 字符',
  'must be up to 60 letters, digits, blanks, dots, dashes': '最多 60 个字母、数字、空格、点或连字符',
  'must be 16 to 200 printable ASCII characters without spaces': '必须是 16 到 200 个不含空格的可打印 ASCII 字符',
  'must be a list of names of models, not empty': '必须是非空的模型名称列表',
  'must be a whole number from {least}': '必须是不小于 {least} 的整数',
  'must be a time such as 2027-01-31T00:00:00Z': '必须是时间，如 2027-01-31T00:00:00Z',
  'must be true or false': '必须是 true 或 false',
  'must be both, markdown or images': '必须是 both、markdown 或 images',
  'must be a table': '必须是表',
  'can have no {~names}': '不能有 {names}',
  'is missing': '缺失',
  'is that of another key as well': '与另一个密钥相同',
  'is not a host name': '不是主机名',
  'is not a host name or an origin': '不是主机名或来源',
  'is not an IP address or host name': '不是 IP 地址或主机名',
  'is not an IP address, a CIDR block or a known range': '不是 IP 地址、CIDR 段或已知范围',
  'names all addresses there are, or is written in an unusual form': '包含所有地址，或写法不常见',
  'is not an origin': '不是来源',

  'Lowers the {*kind} slots of {*whom} from {*was} to {*now} now. Running jobs end as they would.':
    '立即将{whom}的{kind}槽位从{was}降为{now}。进行中的任务照常结束。',
  'Raises the {*kind} slots of {*whom} from {*was} to {*now} now.': '立即将{whom}的{kind}槽位从{was}提高到{now}。',
  'no limit': '不限',
  '1 token': '1 个令牌',
  'The calls of {*whom} go straight to the upstream from the next one on.': '{whom}的请求从下一个起直接发往上游。',
  'The calls of {*whom} go through another proxy from the next one on.': '{whom}的请求从下一个起经过另一个代理。',
  'Finished media are fetched another way from now on.': '今后以另一种途径取回已完成的媒体。',
  'Deletes about {size} GB of kept files now, the oldest first.': '立即删除约 {size} GB 已保存的文件，从最旧的开始。',
  'Deletes kept files that are older than {seconds} s now.': '立即删除早于 {seconds} 秒的已保存文件。',
  "New results are not kept: callers get the upstream's own links.": '不再保存新结果：调用方得到上游自己的链接。',
  'Request logs older than {days} days are deleted.': '删除早于 {days} 天的请求日志。',
  'Ended jobs older than {days} days are deleted.': '删除早于 {days} 天的已结束任务。',
  'Callers with the former api_key are refused now.': '立即拒绝使用旧 api_key 的调用方。',
  'Callers with the former key of {~names} are refused now.': '立即拒绝使用 {names} 旧密钥的调用方。',
  'Extensions with the former connection token are refused now.': '立即拒绝使用旧连接令牌的扩展。',
  'Operators from elsewhere are refused now, and their sessions and streams end.':
    '立即拒绝来自其他地址的管理员，并结束其会话与数据流。',
  'Requests are logged with their bodies until {until}, when debug logging ends by itself.':
    '在 {until} 之前，请求会连同正文一起记录，届时调试日志自动结束。',
  '[debug] enabled is on and has no end: requests are logged with their bodies until it is switched off':
    '[debug] enabled 已开启且没有结束时间：关闭之前，请求会连同正文一起记录',
  'The operator "{~name}" who was added here cannot sign in with their own password: that of the settings holds.':
    '在此添加的管理员“{name}”不能用自己的密码登录：以设置中的密码为准。',
};
