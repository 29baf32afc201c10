// Worlds of two nodes, at browsers: ada lives at A, bob at B. Her browser talks to A alone. She walks through
// a portal into his world, and trouble between the nodes costs neither of them a letter.
import { expect, type Browser, type Locator } from '@playwright/test'
import { furnish, portal } from '../../fault/peers/travellers.ts'
import { endNodes, makeWorld, open, startAgain, startLastingPair, type PeerNode } from '../../peers.ts'
import { atBrowser } from '../account-person.ts'
import { enterByKey, leaveByKey } from '../there.ts'
import { test, type Person } from '../person.ts'

/** A node that went is known to be asleep, and one that came back to be awake. */
const TURN = { timeout: 30_000 }

// A missing element is told at once, and not when the whole test is over.
test.use({ actionTimeout: 20_000 })

let a: PeerNode
let b: PeerNode
let square: string

test.beforeAll(async () => {
  ;({ a, b } = await startLastingPair())
  square = `bob@${b.name}/square`
  await makeWorld(a.admin, 'Room')
  await makeWorld(b.admin, 'Square')
  await makeWorld(b.admin, 'Plaza')
  for (const world of ['bob/square', 'bob/plaza']) await open(b.admin, world, 'edit')
  await furnish(b, b.admin, 'bob/plaza', [portal('back', `ada@${a.name}/porch`)])
  await furnish(a, a.admin, 'ada/room', [portal('gate', square)])
  await furnish(b, b.admin, 'bob/square', [
    { name: 'dice', x: 700, y: 300, text: 'A dice.\n```js\non("use", () => say("six"))\n```\n' },
  ])
})

test.afterAll(async () => {
  await endNodes(a, b)
})

/** Somebody of another node, as others see them: by their name and their node. */
const stranger = (person: Person, name: string, { name: node }: PeerNode): Locator =>
  person.page.locator('.figure', { hasText: `${name} · ${node}` })

const me = (person: Person): Locator => person.page.locator('.figure[data-me]')

async function says(person: Person, words: string): Promise<void> {
  await person.page.getByRole('textbox', { name: /^Say/ }).fill(words)
  await person.page.keyboard.press('Enter')
}

/** Walks in a world, which they may do already. */
async function standsUp(person: Person): Promise<void> {
  const walk = person.page.getByRole('button', { name: 'Walk', exact: true })
  await expect(walk.or(me(person)).first()).toBeVisible()
  if (await walk.isVisible()) await walk.click()
  await expect(me(person)).toBeVisible()
}

/** Stands up in a world, and goes through the thing that leads elsewhere. */
async function goesThrough(person: Person, gate: string): Promise<void> {
  const { page } = person
  await standsUp(person)
  const toolbar = page.getByRole('toolbar', { name: `Actions for ${gate}` })
  // The view follows the newcomer: a pointer may miss what moves.
  await expect(async () => {
    await person.thing(gate).click({ timeout: 3_000 })
    await toolbar.getByRole('button', { name: /^Go in/ }).press('Enter', { timeout: 3_000 })
  }).toPass(TURN)
}

/** There and back so often, each way home. */
const TRIPS = 10

/** The worlds that a tab showed, one after the other, without the home in between. */
function worldsShown({ page }: Person): string[] {
  const worlds: string[] = []
  page.on('framenavigated', (frame) => {
    const [, world = ''] = /\/w\/([^#?]*)/u.exec(decodeURIComponent(frame.url())) ?? []
    if (frame === page.mainFrame() && world !== worlds.at(-1) && !world.endsWith('/home')) worlds.push(world)
  })
  return worlds
}

test('[N43] [N47] one walks to another node and home again, however often, by a key and by a portal, and after having been away @hard', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const plaza = `bob@${b.name}/plaza`
  await makeWorld(a.admin, 'Porch')
  await furnish(a, a.admin, 'ada/porch', [portal('gate', plaza)])
  const carl = await a.signUp('carl')
  const [ada, bob, carol] = await Promise.all([
    atBrowser(browser, a.url, a.admin),
    atBrowser(browser, b.url, b.admin),
    atBrowser(browser, a.url, carl),
  ])
  await Promise.all([bob.enter('bob/plaza'), ada.enter('ada/porch'), carol.enter(plaza)])
  await standsUp(carol)
  await expect(stranger(bob, 'Carl', a)).toBeVisible()
  const offline = (async () => {
    await carol.context.setOffline(true)
    // A host takes somebody for away after 30 s.
    await expect(stranger(bob, 'Carl', a)).toHaveCount(0, { timeout: 60_000 })
    await carol.context.setOffline(false)
    await expect(me(carol)).toBeVisible(TURN)
    await expect(stranger(bob, 'Carl', a)).toBeVisible(TURN)
    const shown = worldsShown(carol)
    // A press before one's own connection is back is refused in words; then one presses once more.
    await expect(async () => {
      await leaveByKey(carol)
      await expect(carol.page).toHaveURL(`${a.url}/w/carl/home`, { timeout: 8_000 })
    }).toPass(TURN)
    await expect(me(carol)).toBeVisible()
    await expect(stranger(bob, 'Carl', a)).toHaveCount(0)
    return shown
  })()

  await standsUp(ada)
  const shown = worldsShown(ada)
  const inFront = ada.page.getByRole('toolbar', { name: 'In front of you: gate' })
  const isIn = async (world: string): Promise<void> => {
    await expect(ada.page).toHaveURL(`${a.url}/w/${world}`)
    await expect(me(ada)).toBeVisible()
  }
  for (let trip = 0; trip < TRIPS; trip++) {
    await expect(inFront).toBeVisible()
    await enterByKey(ada)
    await isIn(plaza)
    await leaveByKey(ada)
    await isIn('ada/porch')
  }
  for (let trip = 0; trip < TRIPS; trip++) {
    await goesThrough(ada, 'gate')
    await isIn(plaza)
    await goesThrough(ada, 'back')
    await isIn('ada/porch')
  }
  expect(shown).toEqual(Array.from({ length: 2 * TRIPS }, () => [plaza, 'ada/porch']).flat())
  await expect(stranger(bob, 'Ada', a)).toHaveCount(0)
  expect(await offline).toEqual([])
})

/** Ada walks out of her room into bob's square, where they talk. */
async function comeTogether(browser: Browser): Promise<{ readonly ada: Person; readonly bob: Person }> {
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
  // She came by way of her home, which was gone again before it answered: that is nothing to tell.
  await expect(ada.page.locator('.notice')).toHaveCount(0)

  await says(ada, 'hello from afar')
  await expect(stranger(bob, 'Ada', a).getByText('hello from afar')).toBeVisible()
  await says(bob, 'welcome here')
  await expect(stranger(ada, 'Bob', b).getByText('welcome here')).toBeVisible()
  return { ada, bob }
}

/** Out of the line by Escape, a key leads back to where she came from, and she stays there. */
async function goesBack(ada: Person, bob: Person): Promise<void> {
  await ada.page.keyboard.press('Escape')
  await leaveByKey(ada)
  await expect(ada.page).toHaveURL(`${a.url}/w/ada/room`, TURN)
  await expect(me(ada)).toBeVisible()
  await expect(stranger(bob, 'Ada', a)).toHaveCount(0)
}

/** Both write in the square. */
async function write(ada: Person, bob: Person): Promise<void> {
  for (const person of [ada, bob])
    await person.page.getByRole('button', { name: 'Write', exact: true }).click()
  await bob.write('Bob wrote this. ')
  await ada.reads(/Bob wrote this/u)
  await ada.write('Ada wrote this. ')
  await bob.reads(/Ada wrote this/u)
}

test('[N81] [N82] ada walks into a world on another node, they talk and write, and she walks home again', async ({
  browser,
}) => {
  const { ada, bob } = await comeTogether(browser)
  await write(ada, bob)
  await standsUp(ada)
  await goesBack(ada, bob)
})

test('[N81] [N82] [N83] [N84] ada walks into a world on another node, it sleeps and wakes while she writes, and all is merged @hard', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const { ada, bob } = await comeTogether(browser)
  await goesBack(ada, bob)
  await goesThrough(ada, 'gate')
  await expect(ada.page).toHaveURL(`${a.url}/w/${square}`)
  await expect(me(ada)).toBeVisible()
  await write(ada, bob)

  // B goes: she is told, is at home, and writes on.
  await b.server.stop()
  const line = ada.page.getByRole('complementary', { name: 'The node of this world' })
  await expect(line).toContainText(`${b.name} is asleep. You can read and write here`, TURN)
  await expect(ada.page.getByText('You are at home')).toBeVisible(TURN)
  await expect(ada.page.getByRole('button', { name: 'dice is asleep' })).toBeVisible()
  await expect(me(ada)).toHaveCount(0)
  await ada.write('And this while it sleeps. ')
  await expect(ada.mark).toHaveAccessibleName(/^Saving: saved here, \d+ waits?$/u)
  // It opens all the same; nobody answers there: she walks alone, on a copy that nobody else sees.
  await ada.page.goto(`/w/${square}`)
  await ada.reads(/And this while it sleeps/u)
  await ada.page.getByRole('button', { name: 'Walk', exact: true }).click()
  await line.getByRole('button', { name: 'Walk alone' }).click()
  await expect(me(ada)).toBeVisible()
  await ada.page.keyboard.down('ArrowRight')
  await expect(me(ada)).toHaveAttribute('data-walking')
  await ada.page.keyboard.up('ArrowRight')
  await ada.page.getByRole('region', { name: 'Trying out' }).getByRole('button', { name: 'Discard' }).click()
  await ada.page.goto('/')
  const elsewhere = ada.page.getByRole('region', { name: 'Elsewhere' })
  await expect(elsewhere).toContainText('asleep')
  await ada.page.goto('/w/ada/home')
  await standsUp(ada)

  // B comes back: waiting edits go there, and *leave* leads there.
  b = await startAgain(b)
  await bob.reads(/Bob wrote this. Ada wrote this. And this while it sleeps/u)
  await expect(async () => {
    await leaveByKey(ada)
    await expect(ada.page).toHaveURL(`${a.url}/w/${square}`, { timeout: 4_000 })
  }).toPass(TURN)
  await expect(me(ada)).toBeVisible(TURN)
  await expect(stranger(bob, 'Ada', a)).toBeVisible(TURN)
  await ada.reads(/Bob wrote this. Ada wrote this. And this while it sleeps/u)
  await expect(ada.mark).toHaveAccessibleName('Saving: saved', TURN)
})

test('[N80] [N81] [N85] a door is made by a link, and is closed until somebody there lets one in; a node that is blocked says so @hard', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  await makeWorld(a.admin, 'Hall')
  await makeWorld(b.admin, 'Attic')
  await furnish(a, a.admin, 'ada/hall', [{ name: 'hatch', x: 430, y: 131 }])
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const ada = await atBrowser(browser, a.url, a.admin)
  const { page } = ada
  await ada.enter('ada/hall')
  await ada.thing('hatch').click()
  await page.getByRole('button', { name: 'Inspector' }).click()
  const leadsTo = page.getByLabel('Leads to', { exact: true })
  await page.locator('summary', { hasText: 'In play' }).click()
  await leadsTo.fill(`${b.url}/w/bob/attic`)
  await leadsTo.press('Enter')
  await expect(leadsTo).toHaveValue(`bob@${b.name}/attic`)
  await expect(ada.thing('hatch').locator('..').getByText('closed')).toBeAttached()

  await page.goto('/')
  await page.getByLabel('Open by address').fill(`${b.url}/w/bob/attic`)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page).toHaveURL(`${a.url}/w/bob@${b.name}/attic`)
  await page.getByLabel('Message to the owner').fill('It is Ada, from the other house')
  await page.getByRole('button', { name: 'Knock' }).click()
  await expect(page.getByText('You have knocked')).toBeVisible()

  const bob = await atBrowser(browser, b.url, b.admin, phone)
  await bob.enter('bob/attic')
  await bob.page.getByRole('button', { name: /^People/ }).click()
  await bob.page.getByRole('button', { name: 'Share', exact: true }).click()
  const door = bob.page.getByRole('region', { name: 'At the door' })
  await expect(door).toContainText('It is Ada, from the other house')
  await expect(door).toContainText(`ada@${a.name}`)
  await door.getByRole('button', { name: 'Let in: Ada' }).click()
  await expect(page.getByRole('navigation', { name: 'Where you are' })).toContainText('Attic', TURN)

  const admin = await atBrowser(browser, a.url, a.admin, phone)
  await admin.page.goto('/admin#peers')
  const trust = async (name: string): Promise<void> => {
    await admin.page.getByRole('button', { name: `Actions for ${b.name}` }).click()
    await admin.page.getByRole('menuitem', { name }).click()
    await admin.page.getByRole('button', { name, exact: true }).click()
  }
  await trust('Block')
  await expect(page.getByRole('heading', { name: 'You are outside now' })).toBeVisible()
  await expect(page.getByText(`${b.name} is blocked here`).first()).toBeVisible(TURN)
  await trust('Allow')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('navigation', { name: 'Where you are' })).toContainText('Attic', TURN)
})

test('[N82] on a phone a thumb leads there, and a lamp is carried home while its node is killed @hard', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  await makeWorld(a.admin, 'Porch')
  await furnish(a, a.admin, 'ada/porch', [portal('out', `bob@${b.name}/square`)])
  await furnish(b, b.admin, 'bob/square', [{ name: 'lamp', x: 470, y: 96, properties: { pickable: true } }])
  const ada = await atBrowser(browser, a.url, a.admin, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  })
  const { page } = ada
  const tap = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).tap()
  // The view follows the newcomer: a finger may miss a moving target.
  const does = (thing: string, deed: RegExp): Promise<void> =>
    expect(async () => {
      await ada.thing(thing).tap({ timeout: 3_000 })
      const toolbar = page.getByRole('toolbar', { name: `Actions for ${thing}` })
      await toolbar.getByRole('button', { name: deed }).tap({ timeout: 3_000 })
    }).toPass(TURN)
  await ada.enter('ada/porch')
  await tap('Walk')
  await expect(me(ada)).toBeVisible()
  await does('out', /^Go in/u)
  await expect(page).toHaveURL(`${a.url}/w/${square}`, TURN)
  await expect(me(ada)).toBeVisible(TURN)
  await does('lamp', /^Pick up/u)
  await expect(page.getByRole('button', { name: 'Carrying: lamp' })).toBeVisible(TURN)
  await tap('Go back')
  await expect(page).toHaveURL(`${a.url}/w/ada/porch`, TURN)
  await expect(page.getByRole('button', { name: 'Carrying: lamp' })).toBeVisible(TURN)
  await b.server.kill()
  b = await startAgain(b)
  await expect(async () => {
    if (await page.getByRole('button', { name: 'Put down', exact: true }).isVisible()) await tap('Put down')
    await expect(ada.thing('lamp')).toBeVisible({ timeout: 5_000 })
  }).toPass({ timeout: 60_000 })
})
