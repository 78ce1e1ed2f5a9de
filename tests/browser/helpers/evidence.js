// Screenshots as a customer would send them, drawn by the browser: real PNG files with real text.

const style = `
  body { margin: 0; font: 22px/1.7 'Noto Sans CJK SC', sans-serif; background: #eef2f5; color: #1d2733; }
  header { padding: 26px 32px; background: #1f4e79; color: #fff; font-size: 28px; }
  main { margin: 28px; padding: 28px 32px; border-radius: 14px; background: #fff; }
  p { display: flex; justify-content: space-between; margin: 10px 0; }
  b { color: #b42318; }`;

const pages = {
  key_shot: `<header>订单详情</header><main><h2>网易一卡通 100 元</h2>
    <p><span>订单号</span><span>513260912103055427</span></p>
    <p><span>卡号</span><span>9200 1355 0821 7746</span></p>
    <p><span>密码</span><span>4471 8830 1926 5502</span></p></main>`,
  query_shot: `<header>点卡查询</header><main><h2>查询结果</h2>
    <p><span>卡号</span><span>9200 1355 0821 7746</span></p>
    <p><span>状态</span><b>已被使用</b></p>
    <p><span>使用时间</span><span>2026-09-12 10:35:20</span></p></main>`,
};

/** One file for Playwright's setInputFiles, 640 by 900. */
export async function screenshotOf(browser, item) {
  const page = await browser.newPage({ viewport: { width: 640, height: 900 } });
  await page.setContent(`<meta charset="utf-8"><style>${style}</style>${pages[item] ?? pages.key_shot}`);
  const buffer = await page.screenshot();
  await page.close();
  return { name: `${item}.png`, mimeType: 'image/png', buffer };
}
