import type { BrowserContextOptions, Page } from 'playwright-core';

/** How a page is looked at. */
export interface Visit {
  language?: 'en' | 'zh';
  theme?: 'light' | 'dark';
  /** 1440 by 900 unless it is a phone of 390 by 844. */
  phone?: boolean;
}

/** Chromium out of a package, which brings the libraries that it needs when it takes itself for a guest of AWS. */
async function launch() {
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x';
  const [{ default: chromium }, { chromium: playwright }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('playwright-core'),
  ]);
  // Not with the package's own switches: they would keep all pages in one process, with the same cookies and no web security.
  return playwright.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'], headless: true });
}

/** One browser, which looks at one origin and tells of everything that is wrong there. */
export async function openBrowser(origin: string) {
  const browser = await launch();
  let problems: string[] = [];

  function watch(page: Page): void {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => problems.push(`thrown: ${error.message}`));
    page.on('request', (request) => {
      const { protocol, origin: asked } = new URL(request.url());
      if (asked !== origin && !['data:', 'blob:'].includes(protocol))
        problems.push(`left the origin: ${request.url()}`);
    });
  }

  return {
    async visit({
      language = 'en',
      theme = 'light',
      phone = false,
      cookie,
    }: Visit & { cookie?: string }): Promise<Page> {
      const look: BrowserContextOptions = {
        locale: language === 'zh' ? 'zh-CN' : 'en-US',
        colorScheme: theme,
        viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
        hasTouch: phone,
        isMobile: phone,
      };
      const context = await browser.newContext(look);
      const [name = '', value = ''] = cookie?.split('=') ?? [];
      if (cookie !== undefined) await context.addCookies([{ name, value, url: origin }]);
      const page = await context.newPage();
      watch(page);
      await page.goto(origin);
      return page;
    },
    problems(): string[] {
      const told = problems;
      problems = [];
      return told;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
