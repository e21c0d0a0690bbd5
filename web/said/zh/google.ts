import type { Sentences } from '../translate.ts';

/** What Google refuses or fails at, and what stands between it and this server. */
export const google: Sentences = {
  'Google asks for a verification (reCAPTCHA) that this server does not do. Try later or from another network; the account itself is not at fault.':
    'Google 要求进行验证（reCAPTCHA），本服务器不支持。请稍后再试或更换网络；账号本身没有问题。',
  'Google refused the content: {*because}. Change the prompt or the image.':
    'Google 拒绝了该内容：{because}。请修改提示词或图片。',
  "The account's plan does not include this model. Use another model or an account of a higher tier.":
    '账号的套餐不包含此模型。请换用其他模型或更高等级的账号。',
  'Google refuses this account because of its age. Use an account of an adult.':
    'Google 因年龄限制拒绝此账号。请使用成年人的账号。',
  'Google does not offer Flow in the region that this server reaches it from. Set a proxy in a supported region.':
    '本服务器访问 Google 时所在的地区不提供 Flow。请设置位于受支持地区的代理。',
  'Google limits how fast this account may ask. Wait a minute or add accounts.':
    'Google 限制了此账号的请求频率。请等待一分钟或添加账号。',
  "The account's daily quota for this model is used up. It returns the next day; until then use another model or account.":
    '账号今天对此模型的配额已用完，次日恢复。在此之前请换用其他模型或账号。',
  'The account has no credits left for this. Use another account or wait until its credits return.':
    '账号积分不足。请换用其他账号，或等待积分恢复。',
  'Google has too much traffic for this model right now. Try again in a moment.':
    '此模型目前在 Google 的流量过大。请稍后重试。',
  'Google gave up on this generation because it took too long. It can be tried again.':
    '生成耗时过长，Google 已放弃。可以重试。',
  'Google cannot use the image: {*because}. Send a PNG, JPEG or WebP of at most 20 MB and of usual size.':
    'Google 无法使用该图片：{because}。请使用不超过 20 MB、尺寸正常的 PNG、JPEG 或 WebP。',
  'Google says that this generation can no longer be cancelled.': 'Google 表示此生成已无法取消。',
  'The generation failed at Google without a reason. It can be tried again.': 'Google 生成失败，未说明原因。可以重试。',
  'Google does not accept the access token of this account. It has to be renewed.':
    'Google 不接受此账号的访问令牌，需要更新。',
  'Google does not accept the request as this server writes it. The model may have changed; the prompt is not at fault.':
    'Google 不接受本服务器发送的请求。模型可能已变更；提示词没有问题。',
  'Google does not accept the request as this server writes it ({~fields}). The model may have changed; the prompt is not at fault.':
    'Google 不接受本服务器发送的请求（{fields}）。模型可能已变更；提示词没有问题。',
  'Google does not accept the session token of this account. Sign in to Flow again and update it.':
    'Google 不接受此账号的会话令牌。请重新登录 Flow 并更新。',
  'Google says that the account has no permission for this. Use another model or account.':
    'Google 表示此账号没有权限。请换用其他模型或账号。',
  'Google refuses requests from this server before they reach Flow. Check the network or the proxy.':
    '本服务器的请求在到达 Flow 之前就被 Google 拒绝。请检查网络或代理。',
  'Google knows no such project, media or model. What was uploaded may have expired.':
    'Google 找不到该项目、媒体或模型。已上传的内容可能已过期。',
  'Google did not finish in time. Try again later.': 'Google 未能及时完成。请稍后重试。',
  'Google takes no more requests at this moment. Try again shortly.': 'Google 暂时不再接受请求。请稍后重试。',
  'Google has a failure on its side. Try again in a moment.': 'Google 方面出现故障。请稍后重试。',
  'Google refused the request of this server (HTTP {status}).': 'Google 拒绝了本服务器的请求（HTTP {status}）。',
  'Google answered in a way that this server does not understand (HTTP {status}).':
    '本服务器无法理解 Google 的响应（HTTP {status}）。',
  'it seems to show a well-known person': '似乎包含知名人物',
  'it seems to show a child': '似乎包含儿童',
  'it seems sexual': '似乎含有色情内容',
  'it seems violent': '似乎含有暴力内容',
  'it seems dangerous': '似乎含有危险内容',
  'photorealistic pictures of people are not allowed here': '此处不允许写实的人物图片',
  'it seems to show protected characters or brands': '似乎包含受保护的角色或品牌',
  'the sound that was made for it was filtered out': '为其生成的声音被过滤',
  'this model wants an English prompt': '此模型需要英文提示词',
  'its format is not known': '格式无法识别',
  'it is too large': '过大',
  'it is too small': '过小',
  'it seems unsafe': '似乎不安全',
  'the result was filtered out': '结果被过滤',
  'its reason is {reason}': '原因为 {reason}',
  'its reason is not known': '原因不明',

  'Google made no image for this prompt: its content filter took it out. Change the prompt or the image.':
    'Google 未为此提示词生成图片：已被内容过滤器拦截。请修改提示词或图片。',
  'Google took the request, but its answer lacks {*what}.': 'Google 接受了请求，但响应中缺少{what}。',
  'the image': '图片',
  'the id of the uploaded image': '已上传图片的编号',
  'The connection to Google was closed by this server. Try again.': '本服务器关闭了与 Google 的连接。请重试。',
  'The result cannot be fetched: {*problem}': '无法取回结果：{problem}',
  'it redirects too often': '重定向次数过多',
  'no valid address': '地址无效',
  '{host} is not among the places that media may be fetched from (setting media_hosts)':
    '{host} 不在允许取回媒体的主机之列（设置 media_hosts）',
  'the address gives a page instead of media': '该地址返回的是网页而不是媒体',
  'the address has expired': '地址已过期',
  'the media host answered HTTP {status}': '媒体主机返回 HTTP {status}',
  'Google pointed to a place that is not one of its media hosts.': 'Google 指向的位置不属于其媒体主机。',
  'Google knows the result but gives neither an address nor its bytes.':
    'Google 知道该结果，但既未给出地址，也未给出数据。',
  'Google has changed how it takes or answers this kind of request, so nothing is sent at this moment. The operator has been told.':
    'Google 更改了此类请求的收发方式，因此暂时不发送任何请求。已通知管理员。',
  'Google answered with something that is not JSON.': 'Google 的响应不是 JSON。',
  'Google answered in a form that this server does not know.': 'Google 的响应格式无法识别。',
  'This kind of video needs {*what}, and none was given.': '此类视频需要{what}，但未提供。',
  'a video to enlarge': '要放大的视频',
  'an image for its {*role}': '{role}图片',
  start: '首帧',
  end: '尾帧',
  'The session token of this account is not a cookie value: copy the value only, without quotes, spaces or semicolons.':
    '此账号的会话令牌不是有效的 Cookie 值：请只复制值本身，不含引号、空格或分号。',
  'Google gave an access token without saying whose it is.': 'Google 给出了访问令牌，但未说明属于哪个账号。',
  'The session token of this account has ended. Sign in to Flow again and update it.':
    '此账号的会话令牌已失效。请重新登录 Flow 并更新。',
  'Google no longer renews the sign-in behind this session token. Sign in to Flow again and update it.':
    'Google 不再续期此会话令牌对应的登录。请重新登录 Flow 并更新。',
  'The request was cancelled.': '请求已取消。',
  'No connection to {host} became free in time.': '未能及时获得到 {host} 的空闲连接。',
  'The request to Google could not be written: a part of it is not valid.':
    '无法写出发往 Google 的请求：其中有无效内容。',
  '{host} does not accept connections in time.': '{host} 未能及时接受连接。',
  '{host} cannot be reached: {*problem}.': '无法连接 {host}：{problem}。',
  '{host} did not answer in time.': '{host} 未能及时响应。',
  '{host} sent a larger answer than expected.': '{host} 的响应超出预期大小。',
  '{host} sent a broken answer.': '{host} 的响应已损坏。',
  'The connection to {host} broke before its answer was complete.': '与 {host} 的连接在响应完成前中断。',
  'Google took the request and answered without naming the work it started.':
    'Google 接受了请求，但未说明所启动的任务。',
  'Google answered a poll without naming any of the videos asked for.': 'Google 的轮询响应中没有所查询的视频。',
  'Google says that the video is done, but not where it is.': 'Google 表示视频已完成，但未说明位置。',

  'The proxy {proxy} does not let us through to {host}: {*problem}.': '代理 {proxy} 无法连通 {host}：{problem}。',
  'The proxy address is not usable: {*problem}.': '代理地址不可用：{problem}。',
  'it is not an address of the form scheme://user:password@host:port': '格式应为 scheme://user:password@host:port',
  'it does not begin with http://, https://, socks5:// or socks5h://':
    '必须以 http://、https://、socks5:// 或 socks5h:// 开头',
  'it names no host': '缺少主机名',
  'nothing may follow the port; percent-encode special characters of the user and the password':
    '端口之后不能有其他内容；用户名和密码中的特殊字符需要百分号编码',
  'nobody listens on port 0': '端口 0 无人监听',
  'SOCKS takes at most {bytes} bytes each for the user and the password': 'SOCKS 的用户名和密码各不超过 {bytes} 字节',
  'its user or password has a broken percent-encoding': '用户名或密码的百分号编码有误',
  'it refuses the user and password': '拒绝了用户名和密码',
  'it wants a user and password': '需要用户名和密码',
  'it refuses the connection': '拒绝连接',
  'its name does not resolve': '域名无法解析',
  'it does not answer in time': '未能及时响应',
  'no secure connection is possible ({code})': '无法建立安全连接（{code}）',
  'no secure connection to it is possible ({code})': '无法与其建立安全连接（{code}）',
  'the connection failed': '连接失败',
  'the connection failed ({code})': '连接失败（{code}）',
  'the connection was closed before it was secure': '连接在建立安全通道前被关闭',
  'it answered HTTP {status}': '返回 HTTP {status}',
  'the name of the target is too long for SOCKS': '目标名称过长，SOCKS 不支持',
  'it answered {answer}': '返回 {answer}',
  'it does not speak SOCKS5': '不支持 SOCKS5',
  'the handshake broke off': '握手中断',
  'it does not speak HTTP': '不支持 HTTP',
  'it closed the connection': '关闭了连接',
  'The address to be reached must begin with http:// or https://.': '目标地址必须以 http:// 或 https:// 开头。',
  'the secure connection is not ready in time': '未能及时建立安全连接',
  'what it passes on is not HTTP': '转发的内容不是 HTTP',
  'the connection was closed': '连接已关闭',
  'the target does not answer in time': '目标未能及时响应',

  'the address must begin with http:// or https://': '地址必须以 http:// 或 https:// 开头',
  'something else answers there (status {status})': '该地址由其他程序响应（状态码 {status}）',
  'nobody listens there': '该地址无人监听',
  'there is no host of that name': '没有该主机',
  'the name could not be looked up': '无法解析域名',
  'the connection was cut': '连接被切断',
  'there is no answer in time': '未能及时收到响应',
  'tls: the certificate is not good ({code})': 'TLS：证书无效（{code}）',
  'it cannot be reached ({~code})': '无法连接（{code}）',
  'connect: {*problem}': '连接：{problem}',
  'tls: {*problem}': 'TLS：{problem}',
  'answer: {*problem}': '响应：{problem}',
  'proxy: {*problem}': '代理：{problem}',
  'target: {*problem}': '目标：{problem}',
};
