// A person at a browser: their own context, a name given, and what they see and do, by the names on the
// screen.
import {
  test as base,
  expect,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
} from '@playwright/test'
import { serve } from '../hosted-node.ts'
import type { ServingNode } from '../process.ts'
import { watchPolicy } from './watched.ts'

/**
 * After each test everybody goes: pages that stay open go on working beside the tests that follow. No page of
 * ours may have tried what the policy of the node does not allow; a test that attacks it says `test.use({
 * triesWhatIsNotAllowed: true })`.
 */
export const test = base.extend<
  { triesWhatIsNotAllowed: boolean; everybodyGoes: void },
  { openNode: ServingNode }
>({
  /**
   * One open node for all files whose tests have worlds of their own: to start, and to compress what it
   * serves, takes two seconds of a core.
   */
  openNode: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs out of this pattern
    async ({}, use) => {
      await using server = await serve()
      await use(server)
    },
    { scope: 'worker' },
  ],
  triesWhatIsNotAllowed: [false, { option: true }],
  everybodyGoes: [
    async ({ browser, triesWhatIsNotAllowed }, use) => {
      const policy = watchPolicy(browser)
      await use()
      await Promise.all(browser.contexts().map((context) => context.close()))
      policy.end()
      if (!triesWhatIsNotAllowed) expect(policy.stopped).toEqual([])
    },
    { auto: true },
  ],
})

export class Person {
  readonly page: Page
  readonly context: BrowserContext

  constructor(context: BrowserContext, page: Page) {
    this.context = context
    this.page = page
  }

  /**
   * Is somebody with a name on a node, whose browser shows nothing yet. `introduce` gives the name on the
   * screen.
   */
  static async meet(
    browser: Browser,
    url: string,
    name: string,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<Person> {
    const context = await browser.newContext({ baseURL: url, ...options })
    const greeted = await context.request.post('/api/me', { data: { name } })
    expect(greeted.ok()).toBe(true)
    return new Person(context, await context.newPage())
  }

  async introduce(name: string): Promise<void> {
    await this.page.goto('/')
    await this.page.getByLabel('Your name').fill(name)
    await this.page.getByRole('button', { name: 'Come in' }).click()
    await expect(this.page.getByRole('heading', { name: 'Worlds' }).first()).toBeVisible()
  }

  /** Opens a world by its address. */
  async enter(address: string): Promise<void> {
    await this.page.goto(`/w/${address}`)
    await expect(this.page.locator('.paper .page')).toBeVisible()
  }

  /** The page of the world. */
  get text(): Locator {
    return this.page.getByRole('textbox', { name: /^The page/ })
  }

  /** The page of the world as it is drawn for its readers, and until its editor is there. */
  get drawn(): Locator {
    return this.page.getByRole('document', { name: /^The page/ })
  }

  /** Types at the end of the page. */
  async write(words: string): Promise<void> {
    await this.text.click()
    await this.page.keyboard.press('Control+End')
    await this.page.keyboard.type(words)
  }

  /**
   * Makes one edit for each letter, in paragraphs, through the page's own editor, faster than keys can be
   * pressed.
   */
  async typeFast(letter: string, count: number): Promise<void> {
    await this.text.evaluate(
      (content, [letter, count]) => {
        interface Editor {
          readonly state: { readonly doc: { readonly length: number } }
          dispatch(change: { changes: { from: number; insert: string } }): void
        }
        // CodeMirror's EditorView.findFromDOM looks this up.
        const { cmTile } = content as unknown as { cmTile: { root: { view: Editor } } }
        const { view } = cmTile.root
        for (let i = 1; i <= count; i++) {
          view.dispatch({
            changes: { from: view.state.doc.length, insert: i % 50 === 0 ? `${letter}\n\n` : letter },
          })
        }
      },
      [letter, count] as const,
    )
  }

  /** The page as its editor has it: of a long page the screen shows only a part. */
  #wholeText(): Promise<string> {
    return this.text.evaluate((content) => {
      const { cmTile } = content as unknown as {
        cmTile: { root: { view: { state: { doc: { toString(): string } } } } }
      }
      return cmTile.root.view.state.doc.toString()
    })
  }

  /** Waits until the page has exactly so many of these letters. */
  async hasLetters(expected: Readonly<Record<string, number>>): Promise<void> {
    await expect
      .poll(
        async () => {
          const words = await this.#wholeText()
          return Object.fromEntries(
            Object.keys(expected).map((letter) => [letter, words.split(letter).length - 1]),
          )
        },
        { timeout: 30_000 },
      )
      .toEqual(expected)
  }

  /** The page as the screen shows it, line by line. */
  async words(page: Page = this.page): Promise<string> {
    const lines = await page.locator('.paper .page').locator('.cm-line, .page-line').allTextContents()
    return lines.join('\n')
  }

  async reads(words: string | RegExp): Promise<void> {
    await expect.poll(() => this.words()).toMatch(words)
  }

  /** The sync mark's text. */
  get mark(): Locator {
    return this.page.getByRole('button', { name: /^Saving: / })
  }

  async isSaved(): Promise<void> {
    await expect(this.mark).toHaveAccessibleName('Saving: saved')
  }

  /** A thing on the floor. */
  thing(name: string): Locator {
    return this.page.getByRole('region', { name: 'Things' }).getByRole('button', { name, exact: true })
  }

  /** Waits until so many unsaved edits are on the device's disk. */
  async hasKept(edits: number): Promise<void> {
    const count = () =>
      this.page.evaluate(async () => {
        const answer = <T>(request: IDBRequest<T>): Promise<T> =>
          new Promise((resolve, reject) => {
            request.addEventListener('success', () => resolve(request.result))
            request.addEventListener('error', () => reject(request.error ?? new Error('no answer')))
          })
        let kept = 0
        for (const { name } of await indexedDB.databases()) {
          const database = await answer(indexedDB.open(name ?? ''))
          if (database.objectStoreNames.contains('unsaved')) {
            kept += await answer(database.transaction('unsaved').objectStore('unsaved').count())
          }
          database.close()
        }
        return kept
      })
    await expect.poll(count).toBe(edits)
  }

  /** Waits until the browser can open the app without a network. */
  async isReadyForOffline(page: Page = this.page): Promise<void> {
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready
      if (navigator.serviceWorker.controller === null) {
        await new Promise((resolve) =>
          navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
        )
      }
    })
  }
}
