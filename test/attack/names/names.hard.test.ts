// Adds to names.test.ts look-alikes from Unicode's own table, letter by letter, and every way to get a name
// at a real node. Also names from before this rule: they stay, and the admins see them.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AccountRefusal } from '../../../server/accounts/model/account-refusal.ts'
import { AccountPage } from '../../../shared/wire/api/admin-bodies.ts'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { invite, nodeOf, PASSWORD, startAccounts, told, type AccountsNode } from '../../accounts.ts'
import { startServer, temporaryFolder } from '../../process.ts'
import { join, named, openAccountsInMemory } from '../../unit/accounts/accounts-in-memory.ts'
import {
  CLIENT,
  SECRET,
  startProvider,
  type TestProvider,
} from '../../unit/accounts/sign-in/oidc-provider.ts'
import { PageBrowser } from '../../unit/accounts/sign-in/page-browser.ts'
import { BY_HAND } from './look-alikes.ts'
import { rename } from './older.ts'
import { parseAccountName } from '../../../shared/world/address.ts'

const TABLE = new URL('../../../server/accounts/names/confusables.txt', import.meta.url)

/** All that Unicode says looks like a letter, itself not among it. */
function lookAlikes(): ReadonlyMap<string, readonly string[]> {
  const read = new Map<string, string[]>()
  for (const line of readFileSync(TABLE, 'utf8').split('\n')) {
    const [target = '', sources] = line.split(' = ')
    if (line.startsWith('#') || sources === undefined) continue
    const text = (codes: string) => codes.split(' ').map((code) => Number.parseInt(code, 16))
    const letter = String.fromCodePoint(...text(target))
    read.set(letter, [
      ...(read.get(letter) ?? []),
      ...text(sources).map((code) => String.fromCodePoint(code)),
    ])
  }
  return read
}

/** Names that look like this one: one letter is replaced, or two are, or all. */
function* forged(word: string): Generator<string> {
  const alike = lookAlikes()
  const letters = Array.from(word)
  const likeAt = (at: number): readonly string[] => {
    const letter = letters[at] ?? ''
    return [...(alike.get(letter) ?? []), ...(alike.get(letter.toUpperCase()) ?? [])]
  }
  for (const at of letters.keys()) {
    for (const other of likeAt(at)) {
      yield letters.with(at, other).join('')
      for (const second of likeAt(at + 1))
        yield letters
          .with(at, other)
          .with(at + 1, second)
          .join('')
    }
  }
  for (let turn = 0; turn < 20; turn++) {
    yield letters.map((letter) => alike.get(letter)?.at(turn) ?? letter).join('')
  }
}

/** Those of them that are words as they are: a capital is made small, and looks like another letter then. */
const wordsLike = (word: string) =>
  [...forged(word)].flatMap((text) => {
    const other = parseAccountName(text)
    return other === null || other === word || text.toLowerCase() !== text ? [] : [other]
  })

describe('[J9] an account’s name', () => {
  it('that looks like another one nobody gets, letter by letter of all that looks alike', async () => {
    const inMemory = await openAccountsInMemory()
    await join(inMemory, 'victim')
    let tries = 0
    const made: string[] = []
    for (const word of [...wordsLike('victim'), ...BY_HAND.map(named)]) {
      tries++
      const why = await join(inMemory, word, { name: 'M' }).then(
        () => 'made',
        (error: unknown) => (error instanceof AccountRefusal ? error.kind : String(error)),
      )
      if (why !== 'taken' && why !== 'word') made.push(`${word}: ${why}`)
    }
    console.log(`names: ${tries} look-alikes of an account, ${made.length} made`)
    expect(made).toEqual([])
    expect(tries).toBeGreaterThan(500)
  })

  it('that looks like what is no name of people nobody gets', async () => {
    const inMemory = await openAccountsInMemory()
    for (const word of ['admin', 'inkland', 'system', 'guest-abc']) {
      for (const other of wordsLike(word))
        await expect(join(inMemory, other), other).rejects.toBeInstanceOf(AccountRefusal)
    }
  })
})

describe('[J9] on a node', () => {
  let school: TestProvider
  let node: AccountsNode

  beforeAll(async () => {
    school = await startProvider()
    const { issuer } = school
    const providers = [{ id: 'school', name: 'School', issuer, clientId: CLIENT, clientSecret: SECRET }]
    node = await startAccounts({ env: { INKLAND_OIDC: JSON.stringify(providers) } })
    await node.signUp('victim', { name: 'Alice Victim' })
  })
  afterAll(async () => {
    await node[Symbol.asyncDispose]()
    await school[Symbol.asyncDispose]()
  })

  const refusal = async (answer: Promise<Response>): Promise<string> => {
    const response = await answer
    const { code, text } = (await response.json()) as { code?: string; text?: string }
    if (code !== undefined) expect(text).toMatch(/^[A-Z].*\.$/)
    return code ?? 'done'
  }

  it('nobody signs up with a look-alike, whether of the name or of what somebody is called', async () => {
    const secret = await invite(node.admin, { uses: 100 })
    const ask = (account: string, name: string) =>
      refusal(node.ask('POST', '/api/accounts', { account, name, password: PASSWORD, invitation: secret }))
    for (const account of BY_HAND) expect(['word', 'taken'], account).toContain(await ask(account, 'M'))
    for (const name of [
      'AIice Victim',
      'Аlice Victim',
      'Alice\u200B Victim',
      'victіm',
      'Alice Victi\u0307m',
    ]) {
      expect(await ask('mallory', name), name).toBe('name')
    }
    // A person without a good invitation learns nothing of names.
    const void1 = { account: 'vіctim', name: 'M', password: PASSWORD, invitation: 'not-a-secret' }
    expect(await refusal(node.ask('POST', '/api/accounts', void1))).toBe('void')
    // Two people of one name tell each other apart by their accounts, as before.
    expect(await ask('alice-2', 'Alice Victim')).toBe('done')
  })

  it('nobody is renamed so, and everybody may stay as they are', async () => {
    const bob = await node.signUp('bob')
    for (const name of ['AIice Victim', 'vіctim', 'Alice\u202E Victim', 'Ada\uFE0F']) {
      expect(await refusal(bob.ask('POST', '/api/me', { name })), name).toBe('name')
    }
    expect(await refusal(bob.ask('POST', '/api/me', { name: 'Bob ❤️' }))).toBe('done')
    expect(await refusal(bob.ask('POST', '/api/me', { name: 'Bob ❤️' }))).toBe('done')
  })

  it('no guest is called as an account is, and who tries many learns no more', async () => {
    const greet = (name: string, cookie = '') => refusal(node.ask('POST', '/api/me', { name }, cookie))
    const names = [
      'victim',
      'Victim',
      'Alice Victim',
      'AIice Victim',
      'vіctіm',
      'victim\uFE0F',
      'Ada',
      'а\u034Fda',
    ]
    for (const name of names) expect(await greet(name), name).toBe('name')
    expect(await greet('Alice')).toBe('done')
    const gus = await node.guest('Gus')
    expect(await greet('Alice Victim', gus.cookie)).toBe('name')
    const told1: string[] = []
    for (let tries = 0; tries < 20; tries++) told1.push(await greet('victim'))
    expect(told1.at(-1)).toBe('slow')
    expect(await greet('Gustav', gus.cookie)).toBe('done')
  })

  it('whoever comes by their school is called as nobody else here', async () => {
    await told(await node.admin.ask('PATCH', '/api/admin/settings', { signUp: 'open' }))
    const come = async (sub: string, preferred_username: string, name: string) => {
      school.person = { sub, preferred_username, name }
      const browser = new PageBrowser(node.url)
      await browser.go(await browser.there('/'))
      const me = await browser.me()
      return [me?.account, me?.name]
    }
    expect(await come('1', 'victim', 'Alice Victim')).toEqual(['victim-2', 'Alice Victim'])
    expect(await come('2', 'vіctim', 'AIice Victim')).toEqual(['somebody-2', 'somebody-2'])
    expect(await come('3', 'victim\uFE0F', 'Zoë\u200B ❤️')).toEqual(['victim-3', 'Zoë ❤️'])
  })

  it('no world of one’s own gets an address that misleads', async () => {
    const eve = await node.signUp('eve')
    const made = (await told(await eve.ask('POST', '/api/worlds', { title: 'Gаrden' }))) as {
      address: string
    }
    expect(made.address).toBe('eve/world')
    for (const word of ['gаrden', 'garden\uFE0F', 'gar\u3164den']) {
      expect(await refusal(eve.ask('POST', '/api/worlds', { title: 'x', address: `eve/${word}` }))).toBe(
        'word',
      )
      const moved = eve.ask('PATCH', '/api/worlds/eve/world', { address: `eve/${word}` })
      expect(await refusal(moved), word).toBe('word')
    }
    const garden = eve.ask('PATCH', '/api/worlds/eve/world', { address: 'eve/сад' })
    expect(await refusal(garden)).toBe('done')
  })
})

it(
  '[J9] names that are here already stay, sign in, and are marked to the admins',
  { timeout: 60_000 },
  async () => {
    const data = temporaryFolder()
    const before = await startAccounts({ data })
    await before.signUp('victim')
    await before.signUp('old', { name: 'Old' })
    await before.server.stop()
    await rename(data, 'old', 'vі\uFE0Fctim', 'Аda')
    const args = ['--port', String(before.server.port)]
    await using server = await startServer({ data, access: 'accounts', args })
    const node = nodeOf(server, before.admin)
    const old = await node.signIn('vі\uFE0Fctim')
    expect(Me.parse(await told(await old.ask('GET', '/api/me'))).member).toMatchObject({ name: 'Аda' })
    const page = AccountPage.parse(await told(await node.admin.ask('GET', '/api/admin/accounts')))
    const marks = page.accounts.map(({ account, looksLike, isOddName }) => ({
      account,
      looksLike,
      isOddName,
    }))
    expect(marks).toEqual([
      { account: 'ada', looksLike: [], isOddName: false },
      { account: 'victim', looksLike: [], isOddName: false },
      { account: 'vі\uFE0Fctim', looksLike: ['ada', 'victim'], isOddName: true },
    ])
    // A look that stays what it was is no new name.
    const look = { sprite: 'person-cat', color: '#336699' }
    expect((await old.ask('POST', '/api/me', { name: 'Аda', look })).status).toBe(200)
  },
)
