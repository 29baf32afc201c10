// Programs that go with somebody to other worlds, of their own node and of another one, over real processes:
// they hear, act and forbid there, and are in one place when either node ends.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type * as Y from 'yjs'
import type { Driver } from '../../../shared/driver/connect.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { parseAvatar, type Avatar } from '../../../shared/world/avatar.ts'
import { liveAvatars } from '../../../shared/world/live/live-document.ts'
import { mapIn } from '../../../shared/world/scene/scene.ts'
import { faultsOf, speechOf } from '../../../shared/world/live/live-state.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { id } from '../../unit/world/made.ts'
import { endNodes, give, makeWorld, startAgain, startLastingPair, type PeerNode } from '../../peers.ts'
import { until as soon, untilWithin } from '../../process.ts'
import type { Tab } from '../../unit/owner/visitors.ts'
import { drive, furnish, isSeen, portal, seen, stockClient, tabIn } from './travellers.ts'

const LIMIT_MS = 120_000
const OF_ADA = { timeout: LIMIT_MS }
const until = untilWithin(40_000)

/** The program of Ada's body, wherever it is: it answers words to it. */
const CODE = `
on('wake', () => say('I wake in ' + host?.name + ', ' + (memory.heard ?? 0)))
on('hear', async ({ words, voice, person }) => {
  memory.heard = (memory.heard ?? 0) + 1
  if (words === 'where') say(host.name + ', ' + closest({ name: 'lamp' })?.name + ', ' + person)
  if (words === 'mood') {
    say('I feel ' + text().read('mood'))
    text().show('mood', 'glad')
  }
  if (words === 'soon') after(0.2, () => say('now'))
  if (words === 'come') {
    const { ok, why } = await moveTo(600, 300)
    say('I am at ' + self.x + ' ' + self.y + ' ' + ok + ' ' + why)
  }
  if (words === 'down') {
    const down = closest({ name: 'down' })
    await moveTo(down.x, down.y)
    await enter(down)
  }
  if (words === 'up') leave()
  if (words === 'shut' || words === 'open') {
    memory.isShut = words === 'shut'
    say('I am ' + words)
  }
  if (words === 'make') {
    const made = await create({ name: 'castle' })
    say('made ' + made)
  }
  if (voice === 'whisper') whisper(find().find((one) => one.person === person), 'psst ' + words)
})
on('use', ({ person }) => say('used by ' + person))
before('use', ({ person }) => (memory.isShut ? 'Not now, ' + person : undefined))
on('enter', { role: 'observer' }, ({ person }) => say('Welcome, ' + person))
`

/** A thing of the other node that asks whoever uses it. */
const WAITER = `\`\`\`js
on('use', async ({ subject }) => {
  await setFor(subject, self, { name: 'Your waiter' })
  const drink = await ask(subject, 'Tea or coffee?', ['Tea', 'Coffee'])
  memoryOf(subject).drink = drink
  say(subject.name + ' takes ' + drink)
  sound('bell')
  soundFor(subject, 'coin')
})
\`\`\``

let a: PeerNode
let b: PeerNode
let bob: Driver
let account: string
let square: string
let body: ArtifactId
let tab: Tab
const said: string[] = []

beforeAll(async () => {
  ;({ a, b } = await startLastingPair())
  account = `ada@${a.name}`
  square = `bob@${b.name}/square`
  for (const title of ['Square', 'Cellar']) {
    await makeWorld(b.admin, title)
    await give(b.admin, `bob/${title.toLowerCase()}`, account, 'act')
  }
  await furnish(b, b.admin, 'bob/square', [
    portal('back', `ada@${a.name}/home`),
    portal('down', 'bob/cellar', 500),
    { name: 'lamp', x: 300, y: 96, look: { width: 40, height: 40 } },
    { name: 'waiter', x: 680, y: 300, look: { width: 40, height: 40 }, text: WAITER },
  ])
  bob = await bobComes()
  for (const title of ['Room', 'Garden']) await makeWorld(a.admin, title)
  tab = await tabIn(a, a.admin, 'ada/room', 'room')
  expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
  body = tab.body
  await write(CODE)
}, LIMIT_MS)

afterAll(async () => {
  bob?.close()
  await endNodes(a, b)
})

async function bobComes(): Promise<Driver> {
  const driver = await drive(b, b.admin, 'bob/square')
  driver.on('hear', ({ words }) => void said.push(words))
  driver.on('whisper', ({ words }) => void said.push(words))
  return driver
}

/** Ada writes on the page of her body. */
async function write(code: string): Promise<void> {
  const provider = stockClient(a, a.admin, 'ada/home')
  await until('the home is here', () => provider.synced)
  const done = setText(
    { view: createView(provider.doc, null), origin: null },
    body,
    `#mood calm\n\n\`\`\`js\n${code}\`\`\`\n`,
  )
  expect(done).toMatchObject({ ok: true })
  const at = await drive(a, a.admin, 'ada/home')
  await until('it is written', () => pageLength(at) > 0)
  provider.destroy()
  at.close()
}

/** Ada's avatar in a world of hers, as a client that is no tab sees it: it does not count as her. */
async function avatarIn(world: string): Promise<Avatar | null> {
  const provider = stockClient(a, a.admin, `${world}/live`)
  await until('the live document is here', () => provider.synced)
  const avatar = parseAvatar(mapIn(liveAvatars(provider.doc), body))
  provider.destroy()
  return avatar
}

const pageLength = ({ view }: Driver): number =>
  (view.scene.getMap('artifacts').get(body) as Y.Map<Y.Text>).get('text')?.length ?? 0

/** Bob says something until it is answered: a program may just be starting. */
async function answers(words: string, answer: string): Promise<void> {
  said.length = 0
  await until(`“${answer}” is heard`, async () => {
    expect(await bob.say(words)).toMatchObject({ ok: true })
    return soon('an answer', () => said.includes(answer), 700).then(
      () => true,
      () => false,
    )
  })
}

test(
  '[N50] in another world of its own node it is there, hears that it is used, and is asked before',
  OF_ADA,
  async () => {
    const room = await drive(a, a.admin, 'ada/room')
    const spoken = () => speechOf(room.view.live!).flatMap(({ by, words }) => (by === body ? [words] : []))
    await until('it wakes there', () =>
      spoken().includes(`I wake in ${room.view.artifact(room.view.root!)!.name}, 0`),
    )
    await until('it hears', async () => {
      expect(await tab.ask({ verb: 'use', thing: body })).toMatchObject({ ok: true })
      return soon('an answer', () => spoken().some((words) => words.startsWith('used by')), 700).then(
        () => true,
        () => false,
      )
    })
    const was = await avatarIn('ada/room')
    expect(was?.kind).toBe('player')
    room.close()
    tab.close()
    await until('only her program is there', async () => (await avatarIn('ada/room'))?.kind === 'local')
    expect(await avatarIn('ada/room')).toEqual({ ...was, kind: 'local' })
    tab = await tabIn(a, a.admin, 'ada/room', 'again')
    await until('she is there', async () => (await avatarIn('ada/room'))?.kind === 'player')
    expect(await avatarIn('ada/room')).toEqual(was)
  },
)

test(
  '[G3] after a start, too, an avatar says that only a program is there, until that ends',
  OF_ADA,
  async () => {
    const was = await avatarIn('ada/room')
    await a.server.kill()
    tab.close()
    a = await startAgain(a)
    await until('only her program is there', async () => (await avatarIn('ada/room'))?.kind === 'local')
    expect(await avatarIn('ada/room')).toEqual({ ...was, kind: 'local' })
    await write('no.such.thing()')
    await until('it ended', async () => (await avatarIn('ada/room'))?.kind === 'player')
    expect(await avatarIn('ada/room')).toEqual(was)
    await write(CODE)
    await until('it is there again', async () => (await avatarIn('ada/room'))?.kind === 'local')
    tab = await tabIn(a, a.admin, 'ada/room', 'later')
    expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
  },
)

test(
  '[N50] it goes from world to world without a stop at home; who goes away has it there',
  OF_ADA,
  async () => {
    const before = await wokeAtHome()
    const wokeIn = ({ view }: Driver): number =>
      speechOf(view.live!).filter(({ by, words }) => by === body && words.startsWith('I wake')).length
    const garden = await drive(a, a.admin, 'ada/garden')
    tab.close()
    tab = await tabIn(a, a.admin, 'ada/garden', 'garden')
    await until('ada is there', async () => (await tab.ask({ verb: 'visit' })).ok)
    await until('it wakes there', () => wokeIn(garden) === 1)
    expect(await wokeAtHome()).toEqual(before)
    expect(await tab.ask({ verb: 'quit' })).toMatchObject({ ok: true })
    await until('it wakes at home', async () => (await wokeAtHome()).length === before.length + 1)
    expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
    await until('it wakes there again', () => wokeIn(garden) === 2)
    garden.close()
  },
)

test('[N49] the program of a body goes along, and hears, sees and acts there', OF_ADA, async () => {
  expect(await bob.visit()).toMatchObject({ ok: true })
  tab.close()
  tab = await tabIn(a, a.admin, square, 'there')
  await until('ada is there', async () => (await tab.ask({ verb: 'visit' })).ok)
  await until('she is seen', () => isSeen(bob, account))
  await answers('where', `${bob.view.artifact(bob.view.root!)!.name}, lamp, Bob`)
  // Its page is at home, and is read and shown as there.
  await answers('mood', 'I feel calm')
  await answers('mood', 'I feel glad')
  await answers('soon', 'now')
  await answers('come', 'I am at 600 300 true null')
  expect(seen(bob, account)?.place).toMatchObject({ x: 600, y: 300 })
  said.length = 0
  expect(await bob.whisper(seen(bob, account)!, 'hey')).toMatchObject({ ok: true })
  await until('a whisper is answered', () => said.includes('psst hey'))
})

test(
  '[B15] [B16] [B25] a thing there shows its person something, and asks them, over both nodes',
  OF_ADA,
  async () => {
    said.length = 0
    expect(await tab.ask({ verb: 'use', thing: id('waiter') })).toMatchObject({ ok: true })
    const question = await until(
      'she is asked',
      () => tab.events('personal').flatMap(({ questions }) => questions)[0],
    )
    expect(question).toMatchObject({ thing: 'waiter', words: 'Tea or coffee?' })
    expect(tab.events('personal').flatMap(({ values }) => values)).toEqual([
      { thing: 'waiter', name: 'name', value: 'Your waiter' },
    ])
    expect(await tab.ask({ verb: 'reply', question: question?.id ?? '', answer: 'Tea' })).toMatchObject({
      ok: true,
    })
    await until('it is said', () => said.some((words) => words.endsWith(' takes Tea')))
    const heard = (): unknown[] => tab.events('sounds').flatMap(({ sounds }) => sounds)
    await until('both sounds are heard', () => heard().length === 2)
    expect(heard()).toMatchObject([{ name: 'bell' }, { name: 'coin' }])
    expect(bob.view.live?.toJSON()).toMatchObject({
      live: { now: { memory: { waiter: { [`person:${body}`]: { drink: 'Tea' } } } } },
    })
  },
)

test('[N49] it is told that it is used, and asked before, by the node where it is', OF_ADA, async () => {
  const ada = (): Artifact => seen(bob, account)!
  expect(await bob.walkTo(ada())).toMatchObject({ ok: true })
  said.length = 0
  await until('it heard that it was used', async () => {
    expect(await bob.use(ada())).toMatchObject({ ok: true })
    return soon('an answer', () => said.includes('used by Bob'), 700).then(
      () => true,
      () => false,
    )
  })
  await answers('shut', 'I am shut')
  expect(await bob.use(ada())).toEqual({ ok: false, why: 'Not now, Bob' })
  await answers('open', 'I am open')
  expect(await bob.use(ada())).toMatchObject({ ok: true })
})

test('[N49] what no visitor can do is a fault, at the page at home', OF_ADA, async () => {
  await answers('make', 'made null')
  const home = await drive(a, a.admin, 'ada/home')
  const faults = await until('a fault is told', () => {
    const all = faultsOf(home.view.live!, body)
    return all.length > 0 ? all : null
  })
  expect(faults?.map(({ message }) => message)).toEqual([
    '“create” does not work away from home, where you are a visitor and act as people do.',
  ])
  expect(bob.find('castle')).toBeNull()
  home.close()
})

test('[N49] it goes from world to world there by itself, and back', OF_ADA, async () => {
  await bob.say('down')
  await until('she went down', () => !isSeen(bob, account))
  expect(await bob.visit('bob/cellar')).toMatchObject({ ok: true })
  await until('she is in the cellar', () => isSeen(bob, account))
  await answers('soon', 'now')
  await bob.say('up')
  await until('she went up', () => !isSeen(bob, account))
  expect(await bob.visit('bob/square')).toMatchObject({ ok: true })
  await until('she is in the square', () => isSeen(bob, account))
})

test('[N49] a node that was killed brings it there again, also without a tab', OF_ADA, async () => {
  tab.close()
  await a.server.kill()
  a = await startAgain(a)
  await answers('soon', 'now')
  expect(isSeen(bob, account)).toBe(true)
})

/** Words of her body in Ada's home, as it wakes: where it is, and how often it heard something. */
async function wokeAtHome(): Promise<readonly string[]> {
  const home = await drive(a, a.admin, 'ada/home')
  const words = speechOf(home.view.live!).flatMap(({ by, words }) => (by === body ? [words] : []))
  home.close()
  return words.filter((said) => said.startsWith('I wake'))
}

test('[N49] where its person may not act any more it is at home, with its memory', OF_ADA, async () => {
  const before = await wokeAtHome()
  await give(b.admin, 'bob/square', account, 'see')
  await until('she is not there', () => !isSeen(bob, account))
  const last = await until('it wakes at home', async () => {
    const woke = await wokeAtHome()
    return woke.length > before.length ? woke.at(-1) : null
  })
  const [, where, heard] = /^I wake in (.*), (\d+)$/.exec(last) ?? []
  expect(where).toBe('Ada’s home')
  expect(Number(heard)).toBeGreaterThan(4)
})

test('[N49] when the other node is killed it is at home, and goes on', OF_ADA, async () => {
  await give(b.admin, 'bob/square', account, 'act')
  tab = await tabIn(a, a.admin, square, 'again')
  await until('ada is there', async () => (await tab.ask({ verb: 'visit' })).ok)
  await answers('soon', 'now')
  const before = await wokeAtHome()
  await b.server.kill()
  await until('it wakes at home', async () => (await wokeAtHome()).length > before.length)
  b = await startAgain(b)
})
