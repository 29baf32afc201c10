import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'
import { figureOf, walkDown, walkIn } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

async function say(person: Person, words: string): Promise<void> {
  await person.page.getByLabel('Say something').fill(words)
  await person.page.keyboard.press('Enter')
  await expect(person.page.getByLabel('Say something')).toHaveValue('')
}

const openTalk = (person: Person) => person.page.getByRole('button', { name: 'Talk', exact: true }).click()
const heard = (person: Person) => person.page.getByRole('log', { name: 'What was said' })

test('two people talk: words are over the one who says them, in the drawer, and are said aloud', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await walkIn(ada, 'ada/talk')
  const aloud = ada.page.getByRole('log', { name: 'What happens' })
  await expect(aloud).toContainText('You are on the main floor of')
  await walkIn(bob, 'ada/talk')
  await expect(figureOf(ada, 'Bob')).toBeVisible()
  await expect(aloud).toContainText('Bob is near.')

  await say(bob, 'hello there')
  await expect(figureOf(ada, 'Bob').locator('.bubble')).toHaveText('hello there')
  await expect(figureOf(bob, 'Bob').locator('.bubble')).toHaveText('hello there')
  await expect(aloud).toContainText('Bob says: hello there')
  await say(ada, '/shout hear me')
  await expect(figureOf(bob, 'Ada').locator('.bubble')).toHaveAttribute('data-voice', 'shout')

  // They stand at the entrance, side by side: later words are beside each other.
  await say(bob, 'so many words that they are in the air for long, '.repeat(4))
  await expect(figureOf(bob, 'Bob').locator('.bubble[data-apart]')).toContainText('so many')
  await say(ada, 'and few')
  const few = figureOf(bob, 'Ada').locator('.bubble', { hasText: 'and few' })
  await expect(few).toHaveAttribute('data-apart', '')
  const boxes = await Promise.all(
    [few, figureOf(bob, 'Bob').locator('.bubble')].map((words) => words.boundingBox()),
  )
  const [upper, lower] = boxes.toSorted((one, other) => (one?.y ?? 0) - (other?.y ?? 0))
  expect((upper?.y ?? 0) + (upper?.height ?? 0)).toBeLessThanOrEqual(lower?.y ?? 0)

  await openTalk(bob)
  await expect(heard(bob)).toContainText('hello there')
  await expect(heard(bob)).toContainText('shouts')
})

test('on a phone words are whole where their speaker stands at the edge of what it shows @hard', async ({
  browser,
}) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob', phone)
  await bob.enter('ada/edge')
  const dock = bob.page.getByRole('navigation', { name: 'Actions' })
  await dock.getByRole('button', { name: 'Walk', exact: true }).tap()
  await expect(bob.page.locator('.figure[data-me]')).toBeVisible()
  await walkIn(ada, 'ada/edge')
  await expect(ada.page.locator('.walk-over[data-here]')).toBeAttached()
  const left = async () => (await figureOf(bob, 'Ada').boundingBox())?.x ?? 0
  // Step by step, each of them seen: on a busy machine a held key leads beyond what the phone shows.
  await expect
    .poll(async () => {
      await ada.page.keyboard.press('d', { delay: 60 })
      return left()
    })
    .toBeGreaterThan(300)
  await say(ada, 'behind the chest by the door')
  const bubble = figureOf(bob, 'Ada').locator('.bubble')
  await expect(bubble).toBeVisible()
  const right = async (): Promise<number> => {
    const box = await bubble.boundingBox()
    return box === null ? Infinity : box.x + box.width
  }
  // Where they are cut off is known a frame after they came up. The rest beside the words may be beyond it.
  await expect.poll(right).toBeLessThan(390 + 12)
})

test('words carry so far and no further; a whisper is for one alone @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  const cleo = await Person.meet(browser, server.url, 'Cleo')
  for (const person of [ada, bob, cleo]) await walkIn(person, 'ada/carry')
  await walkDown(bob, 620)
  await openTalk(bob)
  await openTalk(cleo)

  await say(ada, 'only those near')
  await expect(heard(cleo)).toContainText('only those near')
  await say(ada, '/shout everybody')
  await expect(heard(bob)).toContainText('everybody')
  await expect(heard(bob)).not.toContainText('only those near')

  await ada.page.getByRole('button', { name: /^How to say it/ }).click()
  await ada.page.getByRole('menuitemradio', { name: 'Only to Cleo' }).click()
  const line = ada.page.getByRole('textbox', { name: 'Whisper to Cleo' })
  await line.fill('between us')
  await line.press('Enter')
  await expect(line).toHaveValue('')
  await expect(figureOf(cleo, 'Ada').locator('.bubble')).toHaveText('between us')
  await expect(heard(cleo)).toContainText('between us')
  await expect(heard(cleo)).toContainText('Only you see this.')
  await expect(cleo.page.getByRole('log', { name: 'What happens' })).toContainText(
    'Ada whispers to you: between us',
  )
  // Bob hears the last words after the whisper.
  await ada.page.getByRole('button', { name: /^How to say it/ }).click()
  await ada.page.getByRole('menuitemradio', { name: 'Shout' }).click()
  await ada.page.getByLabel('Shout to the whole world').fill('at last')
  await ada.page.keyboard.press('Enter')
  await expect(heard(bob)).toContainText('at last')
  await expect(bob.page.getByText('between us')).toHaveCount(0)

  // It is kept nowhere: loaded anew, it is gone.
  await cleo.page.reload()
  await expect(cleo.page.locator('.figure[data-me]')).toBeVisible()
  await openTalk(cleo)
  await expect(heard(cleo)).toContainText('everybody')
  await expect(cleo.page.getByText('between us')).toHaveCount(0)
})

test('one asks where one is, and is told what is near and in which direction @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await walkIn(ada, 'ada/where')
  await ada.page.keyboard.press('Alt+w')
  const notice = ada.page.locator('.notice')
  await expect(notice).toContainText('You are on the main floor of')
  await expect(notice).toContainText('Nobody is near.')
  await walkIn(bob, 'ada/where')
  await walkDown(bob, 120)
  await ada.page.keyboard.press('Alt+w')
  await expect(notice.first()).toContainText(/People near you: Bob, \d+ steps (above|below) you/)
})
