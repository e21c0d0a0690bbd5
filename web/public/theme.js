// Runs before anything is painted, so that nobody sees the other theme flash. The console keeps both under these names.
(() => {
  const root = document.documentElement;
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // a browser may refuse its storage
    }
  };
  const theme = kept('flow2api.theme');
  const isDark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = isDark ? 'dark' : 'light';
  const language = kept('flow2api.language') ?? navigator.language;
  root.lang = /^zh/i.test(language) ? 'zh-CN' : 'en';
})();
