import type { en } from './words.en.ts';

export const zh: typeof en = {
  unreachable: '服务器没有响应。请确认它正在运行且本机网络正常，然后重试。',
  answeredByOther: (status) => `收到状态码 ${status}，但并非服务器本身的回答。请检查前面的代理，然后重试。`,
  broken: '控制台出错了。请重新加载页面；如果再次出现，请报告您的操作步骤。',
  sentences: {
    internal_error: '服务器内部出错。可在日志中按此请求编号查看详情。',
    shutting_down: '服务器正在停止。请在恢复后重试。',
  },
};
