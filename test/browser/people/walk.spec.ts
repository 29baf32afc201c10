// People walk in a world: they meet, move things, go in and out, and are where they were after any
// interruption.
import { expect, type Locator } from '@playwright/test'
import { startServer, temporaryFolder, until, type ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'
import { leaveByKey, mayOnlyAct } from '../there.ts'

test.use({ reducedMotion: 'no-preference' })

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

let worlds = 0
const world = (): string => `ada/walked${(worlds += 1)}`

/** Comes into a world and stands up. */
async function walksIn(person: Person, address: string): Promise<void> {
  await person.enter(address)
  await standsUp(person)
}

async function standsUp(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: 'Walk', exact: true }).click()
  await isWalking(person)
}

/** One is here, and keys and presses are about walking. */
async function isWalking(person: Person): Promise<void> {
  await expect(person.page.locator('.walk-over[data-here]')).toBeAttached()
  await expect(me(person)).toBeVisible()
}

const me = (person: Person): Locator => person.page.locator('.figure[data-me]')

/** Somebody as another sees them. */
const somebody = (person: Person, name: string): Locator =>
  person.page.locator('.figure').filter({ has: person.page.getByText(name, { exact: true }) })

interface Spot {
  readonly x: number
  readonly y: number
}

/** Where an element of the floor stands when all motion is over, in pixels of the floor. */
function restOf(element: Locator): Promise<Spot> {
  return element.evaluate((node) => {
    if (!(node instanceof HTMLElement)) throw new Error('no element of a page')
    const [x = '', y = '0px'] = node.style.translate.split(' ')
    return { x: Number.parseFloat(x), y: Number.parseFloat(y) }
  })
}

/** Where it is drawn just now, in pixels of the floor. */
function drawnAt(element: Locator): Promise<Spot> {
  return element.evaluate((node) => {
    const { left, top } = node.getBoundingClientRect()
    const paper = document.querySelector('.paper')?.getBoundingClientRect()
    if (!paper) throw new Error('no floor')
    const scale = paper.width / 940
    return { x: (left - paper.left) / scale, y: (top - paper.top) / scale }
  })
}

/** How far apart two are drawn just now, in pixels of the floor. */
async function far(one: Locator, other: Locator): Promise<number> {
  const [a, b] = await Promise.all([drawnAt(one), drawnAt(other)])
  return Math.hypot(a.x - b.x, a.y - b.y)
}

/** Waits until somebody stands on one spot for everybody who looks. */
async function agree(elements: readonly Locator[]): Promise<Spot> {
  let last: Spot = { x: NaN, y: NaN }
  await until('all see it stand on one spot', async () => {
    const spots = await Promise.all(elements.flatMap((element) => [restOf(element), drawnAt(element)]))
    const [first] = spots
    if (!first) return false
    const isOne = spots.every(({ x, y }) => Math.abs(x - first.x) < 0.51 && Math.abs(y - first.y) < 0.51)
    const isStill = first.x === last.x && first.y === last.y
    last = first
    return isOne && isStill
  })
  const rests = await Promise.all(elements.map(restOf))
  for (const rest of rests) expect(rest).toEqual(rests[0])
  return last
}

/** Makes a thing of a kind, and puts it on a spot of the floor. */
async function put(person: Person, kind: string, spot: Spot): Promise<void> {
  const { page } = person
  await page.getByRole('button', { name: 'Add a thing' }).click()
  await page.getByRole('button', { name: kind, exact: true }).click()
  await page.keyboard.press('Enter')
  await expect(person.thing(kind)).toBeVisible()
  const words = page.getByRole('combobox')
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(words).toBeFocused({ timeout: 1_000 })
  }).toPass()
  await words.fill('Move to')
  await page.getByRole('option', { name: /^Move to…/u }).click()
  await words.fill(`${spot.x} ${spot.y}`)
  await page.getByRole('option').first().click()
  await expect.poll(() => restOf(thingOf(person, kind))).toEqual(spot)
  await page.keyboard.press('Escape')
  await person.isSaved()
}

const thingOf = (person: Person, name: string): Locator =>
  person.page.locator('.thing').filter({ has: person.page.getByRole('button', { name, exact: true }) })

/** Holds keys down for as long as a condition takes. */
async function hold(person: Person, key: string, done: () => Promise<boolean>): Promise<void> {
  await person.page.keyboard.down(key)
  try {
    await until(`${key} leads there`, done)
  } finally {
    await person.page.keyboard.up(key)
  }
}

test('two people meet, talk, see a chair that one of them pushes end on the same pixel, and go on together @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  const address = world()
  await ada.enter(address)
  await put(ada, 'chair', { x: 600, y: 96 })
  await standsUp(ada)
  await walksIn(bob, address)
  await expect(somebody(bob, 'Ada')).toBeVisible()
  await expect(somebody(ada, 'Bob')).toBeVisible()

  await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.type('hello Bob')
  await ada.page.keyboard.press('Enter')
  await expect(somebody(bob, 'Ada').getByText('hello Bob')).toBeVisible()
  await ada.page.getByRole('main').click({ position: { x: 5, y: 5 } })

  await hold(ada, 'd', async () => {
    const { x } = await drawnAt(me(ada))
    return x >= 600 - 32 - 1
  })
  await agree([me(ada), somebody(bob, 'Ada')])
  await ada.page.keyboard.press('p')
  await expect.poll(async () => (await restOf(thingOf(bob, 'chair'))).x).toBeGreaterThan(600)
  const chair = await agree([thingOf(ada, 'chair'), thingOf(bob, 'chair')])
  expect(chair.y).toBe(96)

  await bob.page.getByRole('button', { name: /^People: / }).click()
  await bob.page.getByRole('button', { name: 'Follow Ada' }).click()
  await expect(bob.page.getByText('You are following Ada.', { exact: true })).toBeVisible()
  await hold(ada, 's', async () => (await drawnAt(me(ada))).y > 420)
  // From corner to corner, as one stands beside somebody or a little behind.
  await expect.poll(() => far(me(bob), me(ada))).toBeLessThan(110)
  await bob.page.keyboard.press('Escape')
  await expect(bob.page.getByText('You are no longer following Ada.').first()).toBeAttached()
  const stays = await agree([me(bob), somebody(ada, 'Bob')])
  await hold(ada, 'a', async () => (await far(me(bob), me(ada))) > 160)
  expect(await agree([me(bob), somebody(ada, 'Bob')])).toEqual(stays)
})

test('one walks at once, and after each way ends where the others see one @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  const address = world()
  await walksIn(ada, address)
  await walksIn(bob, address)
  for (const key of ['ArrowRight', 's', 'ArrowLeft', 'w', 'ArrowDown']) {
    const from = await agree([me(ada), somebody(bob, 'Ada')])
    await hold(ada, key, async () => {
      const { x, y } = await drawnAt(me(ada))
      return Math.hypot(x - from.x, y - from.y) > 60
    })
    await agree([me(ada), somebody(bob, 'Ada')])
  }
  await ada.page.getByRole('main').click({ position: { x: 420, y: 380 } })
  await expect.poll(() => me(ada).getAttribute('data-walking')).toBeNull()
  const far = await agree([me(ada), somebody(bob, 'Ada')])
  // To the person whom one chooses in the list of people.
  await ada.page.getByRole('button', { name: /^People/u }).click()
  await ada.page.getByRole('button', { name: 'Go to Bob' }).click()
  await expect.poll(async () => (await restOf(me(ada))).y).toBeLessThan(far.y)
  const [beside, there] = [await agree([me(ada), somebody(bob, 'Ada')]), await restOf(me(bob))]
  expect(Math.hypot(beside.x - there.x, beside.y - there.y)).toBeLessThan(48)
  // Further down than the window and the page reach: both go along.
  await hold(ada, 's', () => ada.page.getByRole('main').evaluate((floor) => floor.scrollTop > 300))
  await agree([me(ada), somebody(bob, 'Ada')])
  await expect(me(ada)).toBeInViewport()
})

test('one picks up a lamp, carries it into a chest, puts it down there, and comes out where one was @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const address = world()
  await ada.enter(address)
  await put(ada, 'lamp', { x: 560, y: 90 })
  await put(ada, 'chest', { x: 250, y: 90 })
  await walksIn(ada, address)
  const { page } = ada

  await ada.thing('lamp').click()
  await page.getByRole('toolbar', { name: 'Actions for lamp' }).getByText('Pick up').click()
  await expect(ada.thing('lamp')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Carrying: lamp' })).toBeVisible()

  await ada.thing('chest').click()
  await page.getByRole('toolbar', { name: 'Actions for chest' }).getByText('Go in').click()
  await expect(page.getByRole('heading', { name: 'chest' })).toBeVisible()
  await expect(page).toHaveURL(/#[a-z0-9]+$/u)
  await expect(me(ada)).toBeVisible()
  await page.keyboard.press('g')
  await expect(ada.thing('lamp')).toBeVisible()
  // Presses lead on this floor as on the other one.
  const before = await agree([me(ada)])
  await page.getByRole('main').click({ position: { x: 420, y: 480 } })
  await expect.poll(async () => (await restOf(me(ada))).y).toBeGreaterThan(before.y + 60)
  await ada.thing('lamp').click()
  await expect(page.getByRole('toolbar', { name: 'Actions for lamp' })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.keyboard.press('q')
  await expect(ada.thing('chest')).toBeVisible()
  await expect(page).not.toHaveURL(/#/u)
  await expect(me(ada)).toBeVisible()
  await ada.thing('chest').click()
  await expect(page.getByRole('toolbar', { name: 'Actions for chest' })).toBeVisible()
})

test('a locked door says why it does not open, beside one and aloud @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const address = world()
  await ada.enter(address)
  await put(ada, 'door', { x: 560, y: 90 })
  await ada.thing('door').click()
  await ada.page.keyboard.press('Alt+i')
  await ada.page.getByText('In play', { exact: true }).click()
  await ada.page.getByRole('checkbox', { name: 'Locked: nobody can enter' }).click()
  await ada.isSaved()
  await walksIn(ada, address)
  await ada.thing('door').click()
  await ada.page.getByRole('toolbar', { name: 'Actions for door' }).getByText('Go in').click()
  await expect(ada.page.locator('.walk-note')).toContainText('locked')
  await expect(ada.page.getByRole('status').filter({ hasText: 'locked' }).first()).toBeAttached()
})

test('one leaves for home, goes through its portal and back without a reload, and can be called from elsewhere @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const address = world()
  await walksIn(ada, address)
  const { page } = ada
  await page.evaluate(() => document.body.setAttribute('data-loaded', 'once'))
  await leaveByKey(ada)
  await expect(page).toHaveURL(/\/home$/u)
  await isWalking(ada)
  // A person is in their body, and can write its page all the same.
  await page.getByRole('button', { name: /^People/u }).click()
  await page.getByRole('button', { name: 'Your own page' }).click()
  await ada.reads(/This is you\./u)
  await expect(ada.text).toHaveAttribute('contenteditable', 'true')
  await page.getByRole('button', { name: 'Walk', exact: true }).click()
  await isWalking(ada)
  await ada.thing('Portal').click()
  await page.getByRole('toolbar', { name: 'Actions for Portal' }).getByText('Go in').click()
  // The way there ends at the portal. Beside other work the world may say that it is just waking up.
  await expect(async () => {
    const again = page.getByRole('toolbar', { name: 'In front of you: Portal' }).getByText('Go in')
    if (await again.isVisible()) await again.click()
    await expect(page).toHaveURL(/\/w\/inkland\/welcome$/u, { timeout: 5_000 })
  }).toPass({ timeout: 30_000 })
  await isWalking(ada)

  await leaveByKey(ada)
  await expect(page).toHaveURL(/\/home$/u)
  await expect(me(ada)).toBeVisible()
  await expect(page.locator('body')).toHaveAttribute('data-loaded', 'once')
  await page.goto(`/w/${address}`)
  await expect(page.getByText(/^You are in/u)).toContainText('home')
  await page.getByRole('button', { name: 'Come here' }).click()
  await isWalking(ada)

  // On the page of a world where one is not, *leave* does the same, and each press shows something.
  await leaveByKey(ada)
  await expect(page).toHaveURL(/\/home$/u)
  await page.goto(`/w/${address}`)
  await expect(page.getByRole('button', { name: 'Come here' })).toBeVisible()
  await page.keyboard.press('e')
  await expect(page.getByText('Nothing is close enough. Walk up to something first.').first()).toBeVisible()
  await page.keyboard.press('q')
  await expect(page.getByText(`You are going to ${address}.`)).toBeVisible()
  await isWalking(ada)
})

test('who loses the connection in mid-walk stands, and goes on when it is back @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  const address = world()
  await walksIn(ada, address)
  await walksIn(bob, address)
  const from = await agree([me(ada), somebody(bob, 'Ada')])
  await ada.page.keyboard.down('ArrowDown')
  await until('she walks', async () => (await drawnAt(me(ada))).y > from.y + 40)
  await ada.context.setOffline(true)
  await expect(ada.page.locator('.walk-note')).toContainText('no connection')
  const stands = await drawnAt(me(ada))
  await ada.context.setOffline(false)
  await until('she walks on', async () => (await drawnAt(me(ada))).y > stands.y + 60, 20_000)
  await ada.page.keyboard.up('ArrowDown')
  await agree([me(ada), somebody(bob, 'Ada')])
})

test('after the server was killed in mid-walk people are where they were @hard', async ({ browser }) => {
  const data = temporaryFolder()
  const first = await startServer({ data })
  const ada = await Person.meet(browser, first.url, 'Ada')
  // She walks until the server is dead, and he sees her however long that takes.
  const bob = await Person.meet(browser, first.url, 'Bob', { viewport: { width: 1280, height: 2400 } })
  const address = world()
  await walksIn(ada, address)
  await walksIn(bob, address)
  const from = await agree([me(ada), somebody(bob, 'Ada')])
  await ada.page.keyboard.down('ArrowDown')
  await until('Bob sees her walk', async () => (await drawnAt(somebody(bob, 'Ada'))).y > from.y + 40)
  await first.kill()
  await ada.page.keyboard.up('ArrowDown')
  await using second = await startServer({ data, args: ['--port', String(first.port)] })
  expect(second.port).toBe(first.port)
  await ada.isSaved()
  const stands = await agree([me(ada), somebody(bob, 'Ada')])
  expect(stands.x).toBe(from.x)
  expect(stands.y).toBeGreaterThan(from.y)
})

test('the keyboard alone does everything: stand up, go, take, put down, say, write again @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const address = world()
  await ada.enter(address)
  await put(ada, 'lamp', { x: 520, y: 90 })
  const { page } = ada
  await ada.text.focus()
  // Keys are fetched a moment after the page.
  await expect(async () => {
    await page.keyboard.press('Alt+k')
    await expect(page.locator('.walk-over')).toBeAttached({ timeout: 2_000 })
  }).toPass()
  await isWalking(ada)
  await expect(ada.text).toHaveAttribute('contenteditable', 'false')

  await hold(ada, 'ArrowRight', async () => (await drawnAt(me(ada))).x >= 520 - 33)
  await expect(page.getByRole('toolbar', { name: 'In front of you: lamp' })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(ada.thing('lamp')).toBeFocused()
  await page.keyboard.press('f')
  await expect(page.getByRole('button', { name: 'Carrying: lamp' })).toBeVisible()
  await page.keyboard.press('f')
  await expect(ada.thing('lamp')).toBeVisible()

  await page.keyboard.press('Enter')
  await page.keyboard.type('all by keys')
  await page.keyboard.press('Enter')
  await expect(me(ada).getByText('all by keys')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('k')
  await expect(ada.text).toBeFocused()
  await page.keyboard.type('kneeling ')
  await ada.reads(/kneeling/u)

  await page.keyboard.press('Alt+k')
  await expect(ada.text).toHaveAttribute('contenteditable', 'false')
  await page.keyboard.press('?')
  await expect(page.getByRole('region', { name: 'Walk' })).toContainText('Pick up or put down')
})

test('in a trial one walks, pushes and hears, too, and in the end stands where one really is @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  const address = world()
  await ada.enter(address)
  await ada.text.click()
  await ada.page.keyboard.insertText("```js\non('hear', ({ subject }) => whisper(subject, 'psst'))\n```\n")
  await put(ada, 'chair', { x: 520, y: 96 })
  await walksIn(bob, address)
  await walksIn(ada, address)
  const { page } = ada
  const stood = await agree([me(ada)])
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Try it out alone')
  await page.getByRole('option', { name: /^Try it out alone/u }).click()
  await expect(page.getByRole('region', { name: 'Trying out' })).toBeVisible()
  await isWalking(ada)
  await hold(ada, 'd', async () => (await drawnAt(me(ada))).x >= 520 - 33)
  await page.keyboard.press('p')
  await expect.poll(async () => (await restOf(thingOf(ada, 'chair'))).x).toBeGreaterThan(520)
  await page.keyboard.press('Enter')
  await page.keyboard.type('is anybody there')
  await page.keyboard.press('Enter')
  await expect(page.locator('.people-bubble')).toContainText('psst')
  await page.keyboard.type('/whisper bob can you hear me')
  await page.keyboard.press('Enter')
  await expect(page.locator('.notice')).toContainText('You are alone while you try things out')
  await page.getByRole('main').click({ position: { x: 5, y: 5 } })
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await expect.poll(() => restOf(thingOf(ada, 'chair'))).toEqual({ x: 520, y: 96 })
  await isWalking(ada)
  expect(await agree([me(ada)])).toEqual(stood)
})

test('on a phone a thumb leads, and lets go @hard', async ({ browser }) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  const address = world()
  // Who is quick asks to walk before the page has a connection for that.
  const tapped = Promise.withResolvers<void>()
  await ada.page.route(/live-connection-[^/]*\.js/u, async (route) => {
    await tapped.promise
    await route.continue()
  })
  await ada.enter(address)
  const dock = ada.page.getByRole('navigation', { name: 'Actions' })
  await dock.getByRole('button', { name: 'Walk', exact: true }).tap()
  await expect(ada.page.locator('.walk-over')).toBeAttached()
  tapped.resolve()
  await isWalking(ada)
  // How much of the floor's width is seen, once the view has come as near as it does.
  const seen = () =>
    ada.page.evaluate(
      () => 390 / ((document.querySelector('.paper')?.getBoundingClientRect().width ?? 0) / 940),
    )
  await expect.poll(seen).toBeLessThan(520)
  expect(await seen()).toBeGreaterThan(440)

  const from = await agree([me(ada)])
  const box = await ada.page.locator('.pad').boundingBox()
  if (!box) throw new Error('no pad')
  const touch = await ada.context.newCDPSession(ada.page)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const point = (dx: number) => [{ x: x + dx, y }]
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: point(0) })
  await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: point(5) })
  expect(await restOf(me(ada))).toEqual(from)
  await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: point(30) })
  await until('she walks right', async () => (await drawnAt(me(ada))).x > from.x + 50)
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  const stands = await agree([me(ada)])
  expect(stands.y).toBe(from.y)
  await expect(ada.page.getByRole('button', { name: 'Use' })).toBeVisible()
  await expect(ada.page.getByText('There is no connection')).toHaveCount(0)
  expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})

test('who may not edit finds a world to look at, walk and act in, and nothing to edit it with @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const address = world()
  await ada.enter(address)
  await put(ada, 'lamp', { x: 520, y: 90 })
  const bob = await Person.meet(browser, server.url, 'Bob')
  const { page } = bob
  await mayOnlyAct(bob)
  await page.goto(`/w/${address}`)
  await isWalking(bob)
  await expect(bob.drawn).toBeVisible()
  for (const name of [
    'Write',
    'Walk',
    'Undo',
    'Add a thing',
    'Limbo: what was put away',
    'Inspector',
    'Outline',
  ])
    await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0)
  await hold(bob, 'd', async () => (await drawnAt(me(bob))).x >= 520 - 33)
  await page.keyboard.press('f')
  await expect(page.getByRole('button', { name: 'Carrying: lamp' })).toBeVisible()
  await page.keyboard.press('k')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('write')
  await expect(page.getByRole('option', { name: /^Write/u })).toHaveCount(0)
})
