// Worlds of two nodes, at browsers: ada lives at A, bob at B. Her browser talks to A alone; she walks through a portal into his world, and what
// comes between the nodes costs neither of them a letter.
import { expect, type Locator } from '@playwright/test'
import { temporaryFolder } from '../process.ts'
import { furnish, portal } from '../fault/travellers.ts'
import { makeWorld, open, startAgain, startPair, type PeerNode } from '../peers.ts'
import { atBrowser } from './account-person.ts'
import { Person, test } from './person.ts'

/** A node that went is known to be asleep, and one that came back to be awake. */
const TURN = { timeout: 30_000 }

let a: PeerNode
let b: PeerNode
let square: string

test.beforeAll(async () => {
  ;({ a, b } = await startPair({ a: { data: temporaryFolder() }, b: { data: temporaryFolder() } }))
  square = `bob@${b.name}/square`
  await makeWorld(a.admin, 'Room')
  await makeWorld(b.admin, 'Square')
  await open(b.admin, 'bob/square', 'edit')
  await furnish(a, a.admin, 'ada/room', [portal('gate', square)])
  await furnish(b, b.admin, 'bob/square', [
    { name: 'dice', x: 700, y: 300, text: 'A dice.\n```js\non("use", () => say("six"))\n```\n' },
  ])
})

test.afterAll(async () => {
  await Promise.all([a?.[Symbol.asyncDispose](), b?.[Symbol.asyncDispose]()])
})

/** Somebody of another node, as one sees them: by their name and their node. */
const stranger = (person: Person, name: string, { name: node }: PeerNode): Locator =>
  person.page.locator('.figure', { hasText: `${name} · ${node}` })

const me = (person: Person): Locator => person.page.locator('.figure[data-me]')

async function says(person: Person, words: string): Promise<void> {
  await person.page.getByRole('textbox', { name: /^Say/ }).fill(words)
  await person.page.keyboard.press('Enter')
}

/** Stands up in a world, and goes through the thing that leads elsewhere. */
async function goesThrough(person: Person, gate: string): Promise<void> {
  const { page } = person
  await page.getByRole('button', { name: 'Walk', exact: true }).click()
  await expect(me(person)).toBeVisible()
  await person.thing(gate).click()
  await page
    .getByRole('toolbar', { name: `What to do with ${gate}` })
    .getByRole('button', { name: /^Go in/ })
    .click()
}

test('[N81] [N82] [N83] [N84] ada walks into a world on another node, they talk and write, it sleeps and wakes, and all is merged', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const [ada, bob] = await Promise.all([
    atBrowser(browser, a.url, a.admin),
    atBrowser(browser, b.url, b.admin),
  ])
  await Promise.all([bob.enter('bob/square'), ada.enter('ada/room')])
  await bob.page.getByRole('button', { name: 'Walk', exact: true }).click()
  await expect(ada.thing('gate').locator('..').getByText('awake')).toBeAttached()
  await goesThrough(ada, 'gate')
  await expect(ada.page).toHaveURL(`${a.url}/w/${square}`)
  await expect(ada.page.getByRole('navigation', { name: 'Where you are' })).toContainText(`bob@${b.name}`)
  await expect(me(ada)).toBeVisible()

  await says(ada, 'hello from afar')
  await expect(stranger(bob, 'Ada', a).getByText('hello from afar')).toBeVisible()
  await says(bob, 'welcome here')
  await expect(stranger(ada, 'Bob', b).getByText('welcome here')).toBeVisible()

  for (const person of [ada, bob])
    await person.page.getByRole('button', { name: 'Write', exact: true }).click()
  await bob.write('Bob wrote this. ')
  await ada.reads(/Bob wrote this/u)
  await ada.write('Ada wrote this. ')
  await bob.reads(/Ada wrote this/u)

  // B goes: she is told, is at home, and writes on.
  await b.server.stop()
  const line = ada.page.getByRole('complementary', { name: 'The node of this world' })
  await expect(line).toContainText(`${b.name} is asleep. You can read and write here`, TURN)
  await expect(ada.page.getByText('You are at home')).toBeVisible(TURN)
  await expect(ada.page.getByRole('button', { name: 'dice is asleep' })).toBeVisible()
  await expect(me(ada)).toHaveCount(0)
  await ada.write('And this while it sleeps. ')
  await expect(ada.mark).toHaveAccessibleName(/^Saving: saved here, \d+ waits?$/u)
  await ada.page.goto('/')
  const elsewhere = ada.page.getByRole('region', { name: 'Elsewhere' })
  await expect(elsewhere).toContainText('asleep')
  await ada.page.goto('/w/ada/home')
  await ada.page.getByRole('button', { name: 'Walk', exact: true }).click()
  await expect(me(ada)).toBeVisible()

  // B comes back: what waited goes there, and *leave* leads there.
  b = await startAgain(b)
  await bob.reads(/Bob wrote this. Ada wrote this. And this while it sleeps/u)
  await expect(async () => {
    await ada.page.keyboard.press('q')
    await expect(ada.page).toHaveURL(`${a.url}/w/${square}`, { timeout: 4_000 })
  }).toPass(TURN)
  await expect(me(ada)).toBeVisible(TURN)
  await expect(stranger(bob, 'Ada', a)).toBeVisible(TURN)
  await ada.reads(/Bob wrote this. Ada wrote this. And this while it sleeps/u)
  await expect(ada.mark).toHaveAccessibleName('Saving: saved', TURN)
})
