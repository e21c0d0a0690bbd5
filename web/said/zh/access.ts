import type { Sentences } from '../translate.ts';

/** Signing in, operators, admin tokens and API keys. */
export const access: Sentences = {
  'Nobody is signed in here, or the session is over. Sign in, or send "Authorization: Bearer ADMIN_TOKEN".':
    '此处没有人登录，或会话已结束。请登录，或发送“Authorization: Bearer ADMIN_TOKEN”。',
  'An admin token has no password to change.': '管理令牌没有可更改的密码。',
  'The present password is not right.': '当前密码不正确。',
  'The password is not right.': '密码不正确。',
  'An admin token has no session of its own. Revoke each by its id.': '管理令牌没有自己的会话。请按编号逐个撤销。',
  'The name or the password is not right.': '用户名或密码不正确。',
  'This operator has a second factor: give the code of the authenticator app as well, or a recovery code.':
    '此管理员已启用第二因素：请同时提供身份验证器应用的验证码或恢复码。',
  'The code is not right, or it was used before. Wait for the next one that the app shows, or give a recovery code.':
    '验证码不正确，或已被使用。请等待应用显示下一个，或使用恢复码。',
  'This operator has no second factor.': '此管理员没有第二因素。',
  'An admin token has no second factor: operators set up their own, in the browser.':
    '管理令牌没有第二因素：管理员在浏览器中自行设置。',
  'The operator whom the configuration names has no second factor. Add an operator for yourself, and set it up there.':
    '由配置指定的管理员没有第二因素。请为自己添加一位管理员，并在其下设置。',
  'No second factor is being set up in this browser, or it has taken too long. Begin anew.':
    '此浏览器中没有正在进行的第二因素设置，或耗时过长。请重新开始。',
  'This is not the code that the secret gives now. Look at the clock of the device, then give the code that it shows.':
    '这不是该密钥当前的验证码。请检查设备的时钟，然后输入其显示的验证码。',
  'Name and password were right.': '用户名和密码正确。',
  'Only an operator takes a second factor off, with the password given again. An admin token cannot.':
    '只有管理员在再次输入密码后才能移除第二因素。管理令牌不能。',
  'There is no such operator; they may be removed already.': '没有此管理员；可能已被移除。',
  'This is the last operator: without one nobody could sign in. Add another one first.':
    '这是最后一位管理员：没有管理员就无人能登录。请先添加另一位。',
  'This operator is named by the configuration: change [global] admin_password in the settings file, or FLOW2API_GLOBAL__ADMIN_PASSWORD in the environment; an empty one names nobody.':
    '此管理员由配置指定：请在设置文件中更改 [global] admin_password，或更改环境变量 FLOW2API_GLOBAL__ADMIN_PASSWORD；留空则不指定任何人。',
  "There is an admin token '{~name}' already. Take another name.": '已有管理令牌“{name}”。请换一个名称。',
  'At least one scope is needed: {~scopes}.': '至少需要一个权限：{scopes}。',
  'The time at which it expires is past.': '到期时间已过去。',
  "The admin token '{~name}' has expired. Make another one.": '管理令牌“{name}”已过期。请创建新的。',
  'There is no such admin token; it may be revoked.': '没有此管理令牌；可能已被撤销。',
  'The admin token is not known here: it was revoked, or characters are missing.':
    '管理令牌未知：已被撤销，或字符不全。',
  'There is an operator already. Sign in.': '已有管理员。请登录。',
  "There is an operator '{~name}' already. Take another name.": '已有管理员“{name}”。请换一个名称。',
  'Signing in has failed too often. Try again in {seconds} s; the right password is refused until then, too.':
    '登录失败次数过多。请在 {seconds} 秒后重试；在此之前正确的密码也会被拒绝。',
  'Signing in has failed too often. Try again in {minutes} minutes; the right password is refused until then, too.':
    '登录失败次数过多。请在 {minutes} 分钟后重试；在此之前正确的密码也会被拒绝。',
  'These credentials are a published default, so they work only from the machine that the server runs on. Set another [global] admin_password.':
    '这是公开的默认凭据，因此只能在服务器本机使用。请设置其他 [global] admin_password。',
  'Too many are signing in at the same time. Try again in a moment.': '同时登录的人过多。请稍后重试。',
  'There is no such session; it may be over already.': '没有此会话；可能已结束。',
  'The server is set up already. Sign in.': '服务器已完成初始设置。请登录。',
  'The code of this link is not good. Each start of the server prints another one: take the last, as a whole.':
    '此链接的代码无效。服务器每次启动都会打印新的链接：请完整使用最后一个。',
  'The name must have 1 to {max} visible characters.': '名称须为 1 到 {max} 个可见字符。',
  'The password has {count} characters; it needs {min} at least.': '密码有 {count} 个字符；至少需要 {min} 个。',
  'The password has {count} characters; {max} at most are taken.': '密码有 {count} 个字符；最多 {max} 个。',
  'The password is little more than the name. Take another one, such as four or five words.':
    '密码与用户名过于相近。请换一个，例如四五个单词。',
  'The password repeats the same few characters. Take another one.': '密码只是重复几个字符。请换一个。',
  'This password is well known, so it is among the first that are tried. Take another one, such as four or five words.':
    '此密码广为人知，会最先被尝试。请换一个，例如四五个单词。',
  "This needs the scope '{scope}', which this admin token lacks.": '此操作需要权限“{scope}”，此管理令牌没有。',
  'This came from {~from}, while the console is at {origin}: with a cookie only the console itself may change things. Behind a reverse proxy, set [global] public_url or let the proxy send X-Forwarded-Host and X-Forwarded-Proto.':
    '此请求来自 {from}，而控制台位于 {origin}：使用 Cookie 时只有控制台本身可以进行更改。在反向代理之后，请设置 [global] public_url，或让代理发送 X-Forwarded-Host 和 X-Forwarded-Proto。',
  "The address {address} is not let in here. Come from one of the networks of [server] operator_networks, or have this address added there; the server's own machine is always let in, and the settings file can be edited there.":
    '此处不接受来自地址 {address} 的访问。请从 [server] operator_networks 所列的网络访问，或将此地址加入其中；服务器本机始终可以访问，也可在那里编辑设置文件。',
  'It is in none of [server] operator_networks. More attempts from there are not noted for an hour.':
    '不在 [server] operator_networks 的任何网络中。来自该地址的后续尝试一小时内不再记录。',
  'The body is larger than {limit} bytes, the limit here.': '正文超过此处的上限 {limit} 字节。',
  'The service itself is not running (FLOW2API_ROLE=shim, on the same data folder). Start it; this comes back by itself.':
    '服务本身未运行（FLOW2API_ROLE=shim，使用同一数据目录）。请启动它；此处会自动恢复。',
  'The service broke off before it answered. It is not known whether this was carried out: look at what there is before you send it again.':
    '服务在应答之前中断。不知道此操作是否已执行：再次发送之前请先查看现状。',
  'Flow2API is away': 'Flow2API 不在线',
  'Flow2API was cut off': 'Flow2API 已中断',

  'There is no such API key; it may be revoked.': '没有此 API 密钥；可能已被撤销。',
  "'{~name}' is the name of the key that is made at a first start. Take another name.":
    '“{name}”是首次启动时创建的密钥的名称。请换一个名称。',
  "There is an API key '{~name}' already. Take another name.": '已有 API 密钥“{name}”。请换一个名称。',
  'There is no model of these names, so the key could not use it: {~names}.':
    '没有这些名称的模型，密钥无法使用：{names}。',
  'The old key can stay good for 0 seconds up to 90 days.': '旧密钥可继续有效 0 秒到 90 天。',
  'A limit is a whole number from 1 to {max}, or null for none. To stop a key, turn it off.':
    '限额为 1 到 {max} 的整数，null 表示不限。要停用密钥，请将其关闭。',
  'Give 1 to {max} names of models, each perhaps with *, or null for all of them.':
    '请给出 1 到 {max} 个模型名称，可带 *，null 表示全部。',
  'This key is written in the configuration: change [global] api_key or [[global.keys]] in the settings file, or FLOW2API_GLOBAL__API_KEY or FLOW2API_GLOBAL__KEYS in the environment.':
    '此密钥写在配置中：请在设置文件中更改 [global] api_key 或 [[global.keys]]，或更改环境变量 FLOW2API_GLOBAL__API_KEY 或 FLOW2API_GLOBAL__KEYS。',
  'The key before this one is still good, until {until}, and another rotation would end it. Rotate after that time, or with an overlap of 0, which ends all former keys at once. Nothing was changed.':
    '上一个密钥在 {until} 之前仍有效，再次轮换会使其失效。请在该时间之后轮换，或将重叠设为 0，使之前的密钥全部立即失效。未作任何更改。',
  'This key was rotated or revoked at the same moment. Look again, then repeat it.':
    '此密钥同时被轮换或撤销。请重新查看后再操作。',
  "A new key is told once, to whoever makes it. That needs the scope 'secrets' beside 'operate'.":
    '新密钥只向创建者显示一次。除“operate”外还需要权限“secrets”。',
  'An operator may do everything, and so must who adds one. This admin token lacks: {~scopes}.':
    '管理员拥有全部权限，添加者也必须如此。此管理令牌缺少：{scopes}。',
  'An admin token gives no scope that it lacks itself: {~scopes}.': '管理令牌不能授予自己没有的权限：{scopes}。',
  'Give your password again: a session that was left open is not enough for this.':
    '请再次输入您的密码：仅凭一个未关闭的会话不足以执行此操作。',
};
