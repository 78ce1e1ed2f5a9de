import { eventually } from './browser.js';

/** The agent's side: the desk in a page of its own. */
export class Agent {
  constructor(page) {
    this.page = page;
    this.rows = page.getByTestId('row');
  }

  async logIn(server) {
    await this.page.goto(`${server.address}/console`);
    await this.page.locator('input[name="name"]').fill('admin');
    await this.page.locator('input[name="password"]').fill(server.password);
    await this.page.keyboard.press('Enter');
    await this.page.getByTestId('desk').waitFor();
    await this.page.locator('[data-testid="lamp"].online').waitFor();
  }

  /** Opens the conversation in which these words stand, in whichever tab it is. */
  async openConversation(words) {
    const said = this.page.locator('[data-testid="transcript"] [data-from]').filter({ hasText: words });
    await eventually(
      async () => {
        for (const tab of ['queue', 'mine', 'bot', 'closed']) {
          await this.page.getByTestId(`tab-${tab}`).click();
          for (const row of await this.rows.all()) {
            // The list is live: a row that has moved on meanwhile is met again in the next round.
            if (!(await clicked(row))) break;
            await this.page.getByTestId('thread').waitFor();
            await this.loaded();
            if ((await said.count()) > 0) return true;
            await this.backToList();
          }
        }
        return false;
      },
      `a conversation with ${words}`,
      30_000,
    );
  }

  async loaded() {
    const transcript = this.page.getByTestId('transcript');
    await eventually(async () => (await transcript.locator('.skeleton').count()) === 0, 'the transcript');
  }

  /** On a phone the list comes back only with this. */
  async backToList() {
    const back = this.page.getByLabel('返回列表');
    if (await back.isVisible()) await back.click();
  }

  message(from) {
    return this.page.locator(`[data-testid="transcript"] [data-from="${from}"]`);
  }

  async claim() {
    await this.page.getByTestId('claim').click();
    await this.page.locator('[data-testid="owner"][data-owner="agent"]').waitFor();
  }

  async reply(text) {
    await this.page.getByTestId('reply').fill(text);
    await this.page.getByTestId('reply').press('Enter');
    await this.message('agent').filter({ hasText: text }).first().waitFor();
  }

  async note(text) {
    await this.page.getByTestId('note-tab').click();
    await this.page.getByTestId('reply').fill(text);
    await this.page.getByTestId('reply').press('Enter');
    await this.page.getByTestId('note').filter({ hasText: text }).first().waitFor();
  }

  async handBack() {
    await this.page.getByTestId('hand-back').click();
    await this.page.locator('[data-testid="owner"][data-owner="bot"]').waitFor();
  }
}

async function clicked(row) {
  try {
    await row.click({ timeout: 2_000 });
    return true;
  } catch {
    return false;
  }
}
