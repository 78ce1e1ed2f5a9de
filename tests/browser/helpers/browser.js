import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './server.js';

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1440, height: 900 };

const output = path.join(root, 'tests/browser/output');
const pictures = path.join(root, 'docs/pictures');

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A person with a browser of his own. What goes wrong in his pages fails the test at the end. */
export async function person(browser, viewport, options = {}) {
  const surroundings = { viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' };
  const context = await browser.newContext({ ...surroundings, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    // Only the browser itself writes of its security policy.
    if (message.type() === 'error' && /Content.Security.Policy|Trusted/i.test(message.text())) problems.push(message.text());
  });
  return {
    context,
    page,
    async leave() {
      assert.deepEqual(problems, []);
      await context.close();
    },
  };
}

/** Keeps a picture of the page; with UPDATE_PICTURES=1 it becomes the one in the documentation. */
export async function picture(page, name, { documented = false } = {}) {
  await mkdir(output, { recursive: true });
  await page.screenshot({ path: path.join(output, `${name}.png`), animations: 'disabled' });
  if (!documented || process.env.UPDATE_PICTURES !== '1') return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`), animations: 'disabled' });
}

/** Waits until `check` answers something that is not false; the last answer is in the error. */
export async function eventually(check, what, patience = 15_000) {
  const end = Date.now() + patience;
  let answer;
  while (Date.now() < end) {
    answer = await check();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain for ${what}; last: ${JSON.stringify(answer)}`);
}
