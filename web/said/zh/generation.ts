import type { Sentences } from '../translate.ts';

/** What becomes of jobs, and what is refused of who asks for them. */
export const generation: Sentences = {
  '{*why} Try again later.': '{why}请稍后重试。',
  'Every account is busy, and nobody may wait here ([generation] queue_depth is 0).':
    '所有账号都在忙，且此处不允许排队（[generation] queue_depth 为 0）。',
  '{own} of {depth} places in the queue are taken by this key, and the rest is kept for others.':
    '此密钥已占用 {depth} 个排队位置中的 {own} 个，其余留给其他密钥。',
  '{count} requests are waiting already.': '已有 {count} 个请求在排队。',
  'No slot came free within {seconds} s. Nothing was spent; try again.':
    '{seconds} 秒内没有空闲槽位。未消耗积分；请重试。',
  'The result of this Idempotency-Key was deleted. Use a new key to have it made again.':
    '此 Idempotency-Key 的结果已删除。请使用新的键重新生成。',
  'This Idempotency-Key was used for another request within the last 24 hours. Use a new one for a new request.':
    '此 Idempotency-Key 在最近 24 小时内已用于其他请求。新请求请使用新的键。',
  'The service is stopping. Try again in a moment.': '服务正在停止。请稍后重试。',
  'Enlarging failed, so the result has its plain size.': '放大失败，因此结果为原始尺寸。',
  'Enlarging failed, so the result has its plain size. {*why}': '放大失败，因此结果为原始尺寸。{why}',
  'The upstream took the request but named no work to follow.': '上游接受了请求，但未给出可跟踪的任务。',
  'Generating the video.': '正在生成视频。',
  'Generating the image.': '正在生成图片。',
  'The upstream did not finish the video in time.': '上游未能及时完成视频。',
  'Fetching the result.': '正在取回结果。',
  'Enlarging the result.': '正在放大结果。',
  'The job was cancelled before it was sent.': '任务在发送前已取消。',
  'Nobody waited for the job any more, so it was cancelled before it was sent.': '已无人等待此任务，因此在发送前取消。',
  'The account that was making this has been removed.': '生成此内容的账号已被移除。',
  'The job is {*state}: {*why}': '任务{state}：{why}',
  'The job is {*state}: it can be deleted once it has ended.': '任务{state}：结束后才能删除。',
  'The job is {*state}: it has not ended yet.': '任务{state}：尚未结束。',
  'The job is {*state}: there is nothing to be resolved.': '任务{state}：没有需要处理的内容。',
  'it has ended and can no longer be cancelled.': '已结束，无法再取消。',
  'it was sent upstream and can no longer be cancelled. Its result will be kept.':
    '已发送到上游，无法再取消。其结果会保留。',
  'the upstream has it, and knows no way to take it back. Its result will be kept.':
    '上游已接收，无法撤回。其结果会保留。',
  'there is no result to fetch.': '没有可取回的结果。',
  'its result is fetched as soon as there is one.': '一有结果就会取回。',
  queued: '排队中',
  submitting: '提交中',
  running: '生成中',
  retrieving: '取回中',
  completed: '已完成',
  failed: '失败',
  cancelled: '已取消',
  submit_unknown: '结果未知',
  'The answer of the upstream was lost.': '上游的响应已丢失。',
  'Not followed here.': '不在此处跟踪。',
  'The job has ended.': '任务已结束。',
  'The answer to this request was lost on its way from the upstream, which may have started it. It is not sent again by itself, so that nothing is paid for twice. Ask the operator, or send it with a new Idempotency-Key, or without one after a minute or so.':
    '此请求的响应在途中丢失，上游可能已开始处理。为避免重复付费，不会自动重新发送。请询问管理员，或使用新的 Idempotency-Key 重新发送，或约一分钟后不带该键发送。',
  'Waiting, place {place}, for a free slot.': '排队中，第 {place} 位，等待空闲槽位。',
  'Waiting, place {place}: {*limit}.': '排队中，第 {place} 位：{limit}。',
  'a free slot': '空闲槽位',
  'There is no model {~name}.': '没有模型 {name}。',
  'There is no model {~name}. Did you mean {~near}?': '没有模型 {name}。是否指 {near}？',
  '{name} is another name for {model}: name that one.': '{name} 是 {model} 的别名：请使用后者。',
  "{name} is a name in config/models.json already, and a model's own name means that model alone.":
    '{name} 已是 config/models.json 中的名称，模型自己的名称只能指该模型。',
  '{name} is another name for {model}. Take it away there first.': '{name} 是 {model} 的别名。请先在那里移除。',
  'The alias {name} stands in config/models.json: remove it there.':
    '别名 {name} 位于 config/models.json：请在那里移除。',
  '{model} has no alias {name}.': '{model} 没有别名 {name}。',
  'A model has {count} aliases of operators at most.': '每个模型最多有 {count} 个管理员别名。',
  '{~name} can be no name of a model: it has up to 100 letters, digits, dots, dashes, underscores and slashes, and begins and ends with a letter or a digit.':
    '{name} 不能作为模型名称：最多 100 个字母、数字、点、连字符、下划线和斜杠，且以字母或数字开头和结尾。',
  'There is no generation {id}.': '没有生成任务 {id}。',
  'There is no kept picture {file}. Upload it again.': '没有已保存的图片 {file}。请重新上传。',
  'An operator cancelled the job before it was sent.': '管理员在发送前取消了任务。',
  'The result could not be fetched: {*why}': '无法取回结果：{why}',
  'The account that made this is no longer in the pool, and only it can fetch the result.':
    '生成此内容的账号已不在池中，而只有它能取回结果。',
  'Nothing is kept of this job.': '此任务没有保留任何内容。',
  'The answer of the upstream was lost. An operator found that it had started nothing: nothing was spent.':
    '上游的响应已丢失。管理员确认上游未开始处理：未消耗积分。',
  'The answer of the upstream was lost. An operator found that it has made the result and was paid; it was not delivered here.':
    '上游的响应已丢失。管理员确认结果已生成并已付费；但未送达此处。',
  'The answer to this job was lost, so it may have been made and paid for. Say first what became of it (resolve), then try it again.':
    '此任务的响应已丢失，可能已生成并付费。请先说明其结果（处理），然后再重试。',
  'The pictures that came with this request are no longer kept.': '此请求附带的图片已不再保存。',
  'The upstream has made nothing for this job that could be fetched.': '上游没有为此任务生成可取回的内容。',
  'It did not come within {seconds} s.': '{seconds} 秒内未收到。',
  'Google answers nothing at this moment, for any account. It is being tried again all the time.':
    'Google 目前不响应任何账号。正在持续重试。',
  'The seed {seed} can not be used: it is a whole number from 0 to {max}.':
    '种子 {seed} 不可用：必须是 0 到 {max} 的整数。',
  'Going on after a restart.': '重启后继续。',
  'The model {model} is no longer in the catalogue.': '模型 {model} 已不在目录中。',
  'The upstream finished but named no address for the result.': '上游已完成，但未给出结果地址。',
  'The job has no result to fetch.': '任务没有可取回的结果。',
  'The result is ready upstream. Fetching it failed and is tried again: {*why}':
    '上游的结果已就绪。取回失败，正在重试：{why}',
  'The result was made but could not be fetched in time: {*why}': '结果已生成，但未能及时取回：{why}',
  'No account can make {wanted} at this moment, so this is {~made}.': '目前没有账号能生成 {wanted}，因此为 {made}。',
  'The chosen token may not run this model.': '所选令牌不能运行此模型。',
  'Google answers nothing at this moment. Waiting for its answer.': 'Google 目前没有响应。正在等待。',
  'Uploading the picture.': '正在上传图片。',
  'Uploading {count} pictures.': '正在上传 {count} 张图片。',
  'Sending the request upstream.': '正在向上游发送请求。',
  'Waiting for another try.': '等待再次尝试。',
  'Google has no room for this model at this moment. It is being tried again all the time; try again shortly.':
    'Google 目前没有容量运行此模型。正在持续重试；请稍后再试。',
  'Google fails for every account at this moment. It is being tried again all the time; try again shortly.':
    'Google 目前对所有账号都报错。正在持续重试；请稍后再试。',
  'Google has no room for this model at this moment': 'Google 目前没有容量运行此模型',
  'Google has no room for this model now': 'Google 目前没有容量运行此模型',
  'The result was made, but the account that made it was removed from the pool before it was fetched, and no other one can fetch it.':
    '结果已生成，但生成它的账号在取回之前已从池中移除，其他账号无法取回。',
  'Google fails for every account at this moment': 'Google 目前对所有账号都报错',
  'No account can make this {*kind}: the pool is empty. Add a token, or switch the sandbox on.':
    '没有账号能生成此{kind}：池为空。请添加令牌，或开启沙盒。',
  'No account can make this {*kind} now ({;reasons}).': '目前没有账号能生成此{kind}（{reasons}）。',
  'no account can serve this now ({;reasons})': '目前没有可用账号（{reasons}）',
  'The token that this {*kind} is bound to is no longer in the pool.': '此{kind}绑定的令牌已不在池中。',
  'The token {~token}, which this {*kind} is bound to, cannot make it now: {*reason}.':
    '此{kind}绑定的令牌 {token} 目前无法生成：{reason}。',

  "The prompt is empty: '{field}' has no text.": '提示词为空：“{field}”没有文本。',
  'The prompt holds a NUL character (U+0000). Leave it out.': '提示词含有 NUL 字符（U+0000）。请去掉。',
  'The prompt has {count} characters; at most {max} are taken.': '提示词有 {count} 个字符；最多 {max} 个。',
  'There is no model {~name}. Did you mean {~near}? GET /v1/models lists all names.':
    '没有模型 {name}。是否指 {near}？GET /v1/models 列出所有名称。',
  '{model} can not be used with {count} images.': '{model} 不能使用 {count} 张图片。',
  'Asked for {pixels} pixels; {model} makes {resolution}, about {size}.':
    '要求 {pixels} 像素；{model} 生成 {resolution}，约 {size}。',
  '"{one}" asks for {~first}, "{other}" for {~second}. Leave one of them out.':
    '“{one}”要求 {first}，“{other}”要求 {second}。请去掉其中一个。',
  '"{field}" is not understood: {~text}. It can be pixels (1280x720), a ratio (16:9), a resolution (1080p, 2k, 4k) or auto.':
    '无法理解“{field}”：{text}。可以是像素（1280x720）、比例（16:9）、分辨率（1080p、2k、4k）或 auto。',
  '"seconds" must be a whole number, not {~text}.': '“seconds”必须是整数，而不是 {text}。',
  '{model} takes {*wanted}, and the request has {*given}.': '{model} 需要{wanted}，而请求中有{given}。',
  '{model} takes its images as {*wanted}, and the request gives them as {*given}.':
    '{model} 将图片用作{wanted}，而请求将其用作{given}。',
  'For {*given} use {model}.': '{given}请使用 {model}。',
  'text only': '仅文本',
  'exactly {*count}': '恰好{count}',
  'at most {*count}': '最多{count}',
  '{from} or {*count}': '{from} 或{count}',
  '{from} to {*count}': '{from} 到{count}',
  'no image': '0 张图片',
  '1 image': '1 张图片',
  '{count} images': '{count} 张图片',
  'no frame': '0 帧',
  '1 frame': '1 帧',
  '{count} frames': '{count} 帧',
  'frames, the first and the last': '首尾帧',
  references: '参考图',

  'This API key may have 1 job at once, and this call asks for {more}. Ask for fewer results at a time.':
    '此 API 密钥最多同时有 1 个任务，而此次请求 {more} 个。请一次少要一些结果。',
  'This API key may have {max} jobs at once, and this call asks for {more}. Ask for fewer results at a time.':
    '此 API 密钥最多同时有 {max} 个任务，而此次请求 {more} 个。请一次少要一些结果。',
  'This API key may have 1 job at once; {open} are running or waiting, and this call asks for {more} more.':
    '此 API 密钥最多同时有 1 个任务；已有 {open} 个在运行或排队，此次又请求 {more} 个。',
  'This API key may have {max} jobs at once; {open} are running or waiting, and this call asks for {more} more.':
    '此 API 密钥最多同时有 {max} 个任务；已有 {open} 个在运行或排队，此次又请求 {more} 个。',
  'This API key may use {limit} credits a {*period}; {used} are used or set aside, and this call can cost {more}. {*way}':
    '此 API 密钥每{period}可用 {limit} 积分；已使用或预留 {used}，此次可能消耗 {more}。{way}',
  day: '天',
  month: '月',
  'Ask for less, or for another model.': '请减少数量，或换用其他模型。',
  'They are counted anew from {at} on.': '将从 {at} 起重新计算。',
  'This API key may make 1 request a minute.': '此 API 密钥每分钟可发送 1 个请求。',
  'This API key may make {max} requests a minute.': '此 API 密钥每分钟可发送 {max} 个请求。',
  'This API key may not use the model {model}; it may use {~models}.':
    '此 API 密钥不可使用模型 {model}；可使用 {models}。',
};
