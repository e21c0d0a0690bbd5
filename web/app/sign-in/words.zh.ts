import type { en } from './words.en.ts';

export const zh: typeof en = {
  title: '登录',
  sentence: '此网关的控制台。',
  username: '用户名',
  password: '密码',
  submit: '登录',
  blocked: (span) => `尝试次数过多，请在 ${span} 后重试。`,
  lost: '忘记密码？服务器管理员可设置 [global] admin_password 并重启。',
};
