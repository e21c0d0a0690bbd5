import type { en } from './words.en.ts';

export const zh: typeof en = {
  title: '登录',
  sentence: '此网关的控制台。',
  username: '用户名',
  password: '密码',
  submit: '登录',
  secondStep: (name) => `${name} 已启用第二因素。`,
  code: '验证码',
  codeHint: '身份验证器应用当前显示的六位数字。',
  recoveryCode: '恢复码',
  recoveryCodeHint: '设置时保存的恢复码之一，仅可使用一次。若已没有，可请其他管理员取消您的第二因素。',
  useRecoveryCode: '使用恢复码',
  useCode: '使用应用',
  back: '返回',
  blocked: (span) => `尝试次数过多，请在 ${span} 后重试。`,
  lost: '忘记密码？服务器管理员可设置 [global] admin_password 并重启。',
};
