// A stolen session, or a browser that was left open, can do nothing by itself that outlasts it. Every route
// that changes something is in a list that says whether it asks for a fresh proof; a new route fails until it
// is listed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, told, type Somebody } from '../../accounts.ts'
import { PageBrowser } from '../../unit/accounts/sign-in/page-browser.ts'
import { giveKey, joinBySchool, now, openHouse, type House } from './aged-sessions.ts'
import { ALWAYS, AT_HOME, ENOUGH, WITH_PASSWORD } from './routes.ts'
import { CALLS, prepare, type At } from '../routes/calls.ts'
import type { Person } from '../routes/people.ts'
import { IS_HARD } from '../../hard.ts'

/** Each route is in one of the lists, which the first test looks at; each day one in so many is called. */
const ONE_IN = 16
const some = <T>(all: Iterable<T>): T[] => [...all].filter((_, nth) => IS_HARD || nth % ONE_IN === 0)

/** After some wrong passwords, as server/accounts/sign-in/guess-limit.ts has it. */
const FIRST_WAIT_MS = 2_000
/** Some hundred calls, on a busy machine. */
const CALLS_MS = 120_000

let house: House
let made = 0
let calls = 0

beforeAll(async () => {
  house = await openHouse()
}, CALLS_MS)
afterAll(async () => {
  console.log(`proofs: ${calls} calls by sessions that showed nothing lately`)
  await house[Symbol.asyncDispose]()
})

const isOfNodes = (name: string): boolean => name.includes(' /peers/') && CALLS[name]?.rule === 'anyone'

/** The code of a refusal, or the status of a success. */
async function outcome(answer: Response): Promise<string> {
  calls++
  const body = await answer.text()
  if (answer.ok || answer.status === 303) return 'done'
  return body.startsWith('{') ? (JSON.parse(body) as { code: string }).code : `${answer.status} ${body}`
}

/** A call by a person who may make it, with a good session. */
async function callOf(name: string): Promise<() => Promise<Response>> {
  const [method = '', path = ''] = name.split(' ')
  const call = CALLS[name]
  if (call === undefined) throw new Error(`nobody says how ${name} is called`)
  const { node, olga, target } = house
  const made = await makeWorld()
  const isOfAdmin = path.startsWith('/admin')
  const who = isOfAdmin ? node.admin : olga
  const person = personOf(who, isOfAdmin ? 'admin' : 'account')
  const at: At = { node, people: { olga, target, all: [] }, person, world: made.address, id: made.id }
  return prepare({ method, path: `/api${path}` }, call, at)
}

async function makeWorld(): Promise<{ readonly address: string; readonly id: string }> {
  const answer = await house.olga.ask('POST', '/api/worlds', { title: `World ${++made}` })
  return (await told(answer)) as { address: string; id: string }
}

const personOf = (who: Somebody, standing: Person['standing']): Person => ({
  what: who.account,
  standing,
  right: 'own',
  cookie: who.cookie,
  account: who.account,
  isWithAll: false,
  letIn: () => Promise.resolve(),
})

/** As much as a thief could change that would stay. */
async function stateOf(who: Pick<Somebody, 'ask'>): Promise<string> {
  const asked = ['/api/account', '/api/worlds/olga/home/sharing', '/api/invitations', '/api/worlds']
  const answers = await Promise.all(asked.map((path) => who.ask('GET', path)))
  return JSON.stringify(await Promise.all(answers.map((answer) => answer.text())))
}

it('every route that changes something says whether a session is enough for it', () => {
  const changing = Object.keys(CALLS).filter((name) => !name.startsWith('GET ') && !isOfNodes(name))
  const said = [...ALWAYS, ...Object.keys(WITH_PASSWORD), ...Object.keys(AT_HOME), ...Object.keys(ENOUGH)]
  expect(said.toSorted()).toEqual(changing.toSorted())
})

describe('[T11] a session that showed nothing lately', () => {
  it.each(some(ALWAYS))('is asked for a proof by %s', { timeout: CALLS_MS }, async (name) => {
    const send = await callOf(name)
    const before = await stateOf(house.olga)
    expect(await outcome(await send())).toBe('proof')
    expect(await stateOf(house.olga)).toBe(before)
  })

  it.each(Object.entries(WITH_PASSWORD))('has to give the password for %s', async (name, body) => {
    const [method = '', path = ''] = name.split(' ')
    const { olga, otto } = house
    const before = await stateOf(olga)
    expect(await outcome(await olga.ask(method, `/api${path}`, body))).toBe('wrong')
    // A session without a proof is asked for one.
    const headers = { 'content-type': 'application/json', accept: '*/*' }
    const by = { method, headers, body: JSON.stringify(body) }
    expect(await outcome(await otto.go(`/api${path}`, by))).toBe('proof')
    expect(await stateOf(olga)).toBe(before)
  })

  it.each(some(Object.entries(AT_HOME)))(
    'lets nobody do more in a home than look, by %s',
    async (name, of) => {
      const { olga, target } = house
      await target.ask('POST', '/api/worlds/olga/home/knock', { words: 'Hello' })
      const before = await stateOf(olga)
      const method = name.split(' ', 1)[0] ?? ''
      const ask = (right: string): Promise<Response> => {
        const { path, body } = of(right, house)
        if (path !== '') return olga.ask(method, `/api/worlds/olga/home/${path}`, body)
        const world = { address: 'olga/home', ...body }
        return olga.ask('POST', '/api/invitations', { uses: 1, until: null, world })
      }
      for (const right of ['act', 'edit']) expect(await outcome(await ask(right)), right).toBe('proof')
      expect(await stateOf(olga)).toBe(before)
      expect(await outcome(await ask('see'))).toBe('done')
    },
  )

  it('is asked for no proof by what is seen and taken back', { timeout: CALLS_MS }, async () => {
    const asked: string[] = []
    for (const name of some(Object.keys(ENOUGH))) {
      if (CALLS[name]?.isLast === true) continue
      const send = await callOf(name)
      if ((await outcome(await send())) === 'proof') asked.push(name)
    }
    expect(asked).toEqual([])
  })
})

/** Whether a session may do what asks for a proof. */
const isFresh = async (browser: PageBrowser): Promise<boolean> =>
  (await outcome(await browser.post('/api/passkeys/options', {}))) === 'done'

/** Another browser that is signed in as the same account, a while ago: here, the session that was stolen. */
const thief = (of: PageBrowser): PageBrowser => {
  const browser = new PageBrowser(house.here)
  for (const [name, value] of of.cookies) browser.cookies.set(name, value)
  return browser
}

describe('[T12] a proof', () => {
  it('by password counts in the session that it was made in, and in no other', async () => {
    const { olga, here } = house
    const mine = new PageBrowser(here, olga)
    expect(await outcome(await mine.post('/api/proof', { password: 'not my password at all' }))).toBe('wrong')
    expect(await isFresh(mine)).toBe(false)
    expect(await outcome(await mine.post('/api/proof', { password: PASSWORD }))).toBe('done')
    expect(await isFresh(mine)).toBe(true)
    const other = new PageBrowser(here, house.node.admin)
    expect(await isFresh(other)).toBe(false)
    // The cookie's own claim counts for nothing.
    for (const name of ['proof', 'provenAt']) other.cookies.set(name, String(Date.now()))
    other.keep('proof', String(Date.now()))
    expect(await isFresh(other)).toBe(false)
  })

  it('by guessing is slowed down as at the door', async () => {
    const { target, here } = house
    for (;;) {
      const thief = new PageBrowser(here, target)
      const told: string[] = []
      let triedAt = 0
      for (let tries = 0; tries < 8 && told.at(-1) !== 'slow'; tries++) {
        const at = performance.now()
        told.push(await outcome(await thief.post('/api/proof', { password: `guess number ${tries}` })))
        if (told.at(-1) !== 'slow') triedAt = at
      }
      expect(told).toContain('slow')
      const right = await outcome(await thief.post('/api/proof', { password: PASSWORD }))
      // On a machine that took longer than the first wait it was not slow any more.
      if (right === 'done' && performance.now() - triedAt >= FIRST_WAIT_MS) continue
      expect(right).toBe('slow')
      return expect(await isFresh(thief)).toBe(false)
    }
  })

  it('by passkey is made by one’s own, in one’s own session, once', async () => {
    const { pia, piasKey, here } = house
    const ask = async (browser: PageBrowser, path = '/api/proof/passkey/options') =>
      (await told(await browser.post(path, {}))) as { challenge: string }
    const show = async (browser: PageBrowser, response: unknown) =>
      outcome(await browser.post('/api/proof/passkey', { response }))

    expect(await isFresh(pia)).toBe(false)
    // Somebody else’s key, though it is good here.
    const mallory = new PageBrowser(here, await house.node.signUp('mallory'))
    const malloryKey = await giveKey(mallory, here)
    expect(await show(pia, malloryKey.sign(await ask(pia)))).toBe('unknown')
    // A page elsewhere that passes the question on.
    expect(await show(pia, piasKey.sign(await ask(pia), { origin: 'http://localhost:1' }))).toBe('wrong')
    // An answer to the question at the door, and to one of another session.
    const atTheDoor = await ask(pia, '/api/session/passkey/options')
    pia.keep('proof', pia.kept('challenge'))
    expect(await show(pia, piasKey.sign(atTheDoor))).toBe('late')
    const stolen = thief(pia)
    const asked = await ask(mallory)
    stolen.keep('proof', mallory.kept('proof'))
    expect(await show(stolen, piasKey.sign(asked))).toBe('late')
    expect(await isFresh(pia)).toBe(false)

    const response = piasKey.sign(await ask(pia))
    const cookie = pia.kept('proof')
    expect(await show(pia, response)).toBe('done')
    expect(await isFresh(pia)).toBe(true)
    const again = new PageBrowser(here)
    const entered = await again.post('/api/session/passkey', { response })
    expect(await outcome(entered)).toBe('late')
    pia.keep('proof', cookie)
    expect(await show(pia, response)).toBe('late')
  })

  it('[W10] by a sign-in elsewhere needs a new one there, as oneself, in the same session', async () => {
    const { otto, school } = house
    const prove = async (as: PageBrowser, person: object, backIn = as) => {
      school.person = { sub: 'otto', ...person }
      const back = await as.there(await as.post('/api/oidc/school/prove', { to: '/account#here' }))
      return backIn.go(back, { headers: { accept: '*/*' } })
    }
    expect(await isFresh(otto)).toBe(false)
    // Signed in there long ago: an open browser. The school says so, or says nothing.
    school.lies = { claims: { auth_time: now(school) - 3600 } }
    expect(await outcome(await prove(otto, {}))).toBe('wrong')
    for (const auth_time of [undefined, String(now(school)), now(school) + 3600, Infinity]) {
      school.lies = { claims: { auth_time } }
      expect(await outcome(await prove(otto, {})), String(auth_time)).toBe('wrong')
    }
    school.lies = {}
    expect(await outcome(await prove(otto, { sub: 'mallory-there' }))).toBe('wrong')
    expect(await isFresh(otto)).toBe(false)

    // Another session of the same account, which signed in there as one does, and is not asked when that was.
    school.person = { sub: 'otto' }
    const other = new PageBrowser(house.here)
    await other.go(await other.there('/'))
    expect((await other.me())?.account).toBe('otto')
    expect(await isFresh(other)).toBe(false)
    // Begun in one and ended in the other: with the cookie that was sealed for the first one.
    school.person = { sub: 'otto' }
    const back = await otto.there(await otto.post('/api/oidc/school/prove', { to: '/' }))
    other.keep('provider', otto.kept('provider'))
    expect(await outcome(await other.go(back, { headers: { accept: '*/*' } }))).toBe('signIn')

    const proven = await prove(otto, {})
    expect([proven.status, proven.headers.get('location')]).toEqual([303, '/account#here'])
    expect([school.asking.get('prompt'), school.asking.get('max_age')]).toEqual(['login', '0'])
    expect([await isFresh(otto), await isFresh(other)]).toEqual([true, false])
  })

  it('[W10] by a sign-in elsewhere is none for whoever has a password or a passkey', async () => {
    const { node, here, school } = house
    const link = async (browser: PageBrowser, sub: string) => {
      school.person = { sub }
      return browser.go(await browser.there(await browser.post('/api/oidc/school/link', { to: '/' })))
    }
    const carl = new PageBrowser(here, await node.signUp('carl'))
    expect((await link(carl, 'carl')).status).toBe(303)
    expect(await outcome(await carl.post('/api/oidc/school/prove', { to: '/' }))).toBe('another')
    // Signing in there just now is no way around it.
    school.person = { sub: 'carl', auth_time: now(school) }
    const again = new PageBrowser(here)
    await again.go(await again.there('/'))
    expect((await again.me())?.account).toBe('carl')
    expect(await isFresh(again)).toBe(false)
  })

  it('is what linking begins with, and it ends in that session', async () => {
    const { node, here, school } = house
    const dora = await node.signUp('dora')
    const mine = new PageBrowser(here, dora)
    const stolen = new PageBrowser(here, await node.signIn('dora'))
    school.person = { sub: 'the-thief' }
    const back = await mine.there(await mine.post('/api/oidc/school/link', { to: '/' }))
    stolen.keep('provider', mine.kept('provider'))
    expect(await outcome(await stolen.go(back, { headers: { accept: '*/*' } }))).toBe('signIn')
    expect((await mine.account()).providers).toEqual([])
  })

  it('is made by signing in at the school just now, for whoever has no other way', async () => {
    const { node, here, school } = house
    const nina = await joinBySchool(node, here, school, 'nina')
    expect(await isFresh(nina)).toBe(true)
    school.person = { sub: 'nina', auth_time: now(school) - 3600 }
    const silent = new PageBrowser(here)
    await silent.go(await silent.there('/'))
    expect([(await silent.me())?.account, await isFresh(silent)]).toEqual(['nina', false])
  })
})
