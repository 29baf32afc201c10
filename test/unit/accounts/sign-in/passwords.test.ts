// Passwords: how they are stored; a missing one costs as much as a wrong one, and many at once cost no more
// memory.
import { argon2Sync, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createHashing, NOBODYS_HASH } from '../../../../server/accounts/sign-in/password-hashing.ts'
import { createRecordTables } from '../../../../server/records/record-tables.ts'
import { openPasswords } from '../../../../server/accounts/sign-in/password-store.ts'
import { AccountRefusal } from '../../../../server/accounts/model/account-refusal.ts'
import { refuseWeakPassword } from '../../../../server/accounts/sign-in/password-strength.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { makeMemberId } from '../../../../shared/world/address.ts'
import { SignUp } from '../../../../shared/wire/api/account-bodies.ts'
import { chance } from '../accounts-in-memory.ts'

const random = (bytes: number): Uint8Array => randomBytes(bytes)
/**
 * From the reference implementation's test.c: version 19, 2 passes, 2^16 KiB, 1 lane, "password", "somesalt".
 */
const REFERENCE = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'

const counted = () => {
  const computed: unknown[] = []
  const hashing = createHashing(random, (parameters) => {
    const { message: _, nonce: __, ...costs } = parameters
    computed.push(costs)
    return Promise.resolve(argon2Sync('argon2id', parameters))
  })
  return { hashing, computed }
}

describe('[J6] hashing', () => {
  it('is Argon2id as the reference implementation computes it', async () => {
    const hashing = createHashing(random)
    expect(await hashing.fits('password', REFERENCE, 'ada')).toBe(true)
    expect(await hashing.fits('Password', REFERENCE, 'ada')).toBe(false)
  })

  it('costs what OWASP asks for, with another salt each time', async () => {
    const { hashing, computed } = counted()
    const [one, other] = [
      await hashing.hash('open sesame please', 'ada'),
      await hashing.hash('open sesame please', 'ada'),
    ]
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(other).not.toBe(one)
    const costs = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }
    expect(computed).toEqual([costs, costs])
    expect(await hashing.fits('open sesame please', one, 'ada')).toBe(true)
  })

  it('takes the same letters for the same, however they were composed', async () => {
    const hashing = createHashing(random)
    const hash = await hashing.hash('caf\u00e9 au lait noir', 'ada')
    expect(await hashing.fits('cafe\u0301 au lait noir', hash, 'ada')).toBe(true)
  })

  it.each([
    '',
    '$argon2id$',
    'plain',
    '$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8',
    NOBODYS_HASH,
  ])('fits nothing to %j', async (phc) => {
    expect(await createHashing(random).fits('', phc, 'ada')).toBe(false)
  })

  it('computes two at once, whoever waits, and says so when a hundred wait', async () => {
    let now = 0
    let most = 0
    const hashing = createHashing(random, async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setImmediate(resolve))
      now--
      return new Uint8Array(32)
    })
    const all = await Promise.allSettled(
      Array.from({ length: 150 }, () => hashing.hash('a lamp in the garden', 'ada')),
    )
    expect(most).toBe(2)
    const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as AccountRefusal] : []))
    expect(refused).toHaveLength(48)
    for (const reason of refused) expect(reason).toMatchObject({ kind: 'busy', retryAfterS: 3 })
    await expect(hashing.hash('a lamp in the garden', 'ada')).resolves.toBeTypeOf('string')
  })

  it('takes turns by who asks: a hundred tries of one network keep nobody out', async () => {
    const computed: string[] = []
    const ends: (() => void)[] = []
    const hashing = createHashing(random, ({ message }) => {
      computed.push(Buffer.isBuffer(message) ? message.toString() : '')
      return new Promise((resolve) => ends.push(() => resolve(new Uint8Array(32))))
    })
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    const greedy = Array.from({ length: 200 }, (_, n) =>
      hashing.hash(`greedy ${n}`, '10.0.0.1').catch(String),
    )
    const others = [
      hashing.hash('ada', '10.0.0.2'),
      hashing.digest('code', new Uint8Array(8), '10.0.0.3'),
      hashing.fits('bob', NOBODYS_HASH, '10.0.0.4'),
    ]
    while (ends.length > 0) {
      for (const end of ends.splice(0)) end()
      await turn()
    }
    await Promise.all(others)
    // Two were computed when they came, and one waited longer.
    expect(computed.slice(3, 6).toSorted()).toEqual(['ada', 'bob', 'code'])
    const refused = (await Promise.all(greedy)).filter((told) => told.includes('Too many'))
    expect(refused).toHaveLength(greedy.length - 2 - 97)
  })

  it('goes on after one that failed', async () => {
    let isFailing = true
    const hashing = createHashing(random, () =>
      isFailing ? Promise.reject(new Error('no memory')) : Promise.resolve(new Uint8Array(32)),
    )
    await expect(Promise.all([1, 2, 3].map(() => hashing.hash('x', 'ada')))).rejects.toThrow('no memory')
    isFailing = false
    await expect(hashing.hash('x', 'ada')).resolves.toBeTypeOf('string')
  })
})

describe('[J6] passwords', () => {
  async function open() {
    const tables = createRecordTables({
      store: createMemoryStore(),
      onUnreadable: (kind) => expect.fail(kind),
    })
    const { hashing, computed } = counted()
    return { kept: tables, computed, passwords: await openPasswords(tables, hashing) }
  }

  it('compute the same for an account that is not there, and for one without a password', async () => {
    const { kept: tables, passwords, computed } = await open()
    const [ada, bob] = [makeMemberId(chance(1)), makeMemberId(chance(2))]
    await tables.change([passwords.setting(ada, await passwords.hash('a lamp in the garden', 'ada'))])
    computed.length = 0
    expect(await passwords.fits(ada, 'a lamp in the garden', 'ada')).toBe(true)
    expect(await passwords.fits(ada, 'a lamp in the cellar', 'ada')).toBe(false)
    expect(await passwords.fits(bob, 'a lamp in the garden', 'ada')).toBe(false)
    expect(await passwords.fits(null, 'a lamp in the garden', 'ada')).toBe(false)
    expect(computed).toHaveLength(4)
    for (const costs of computed) expect(costs).toEqual(computed[0])
  })

  it('are gone once they are forgotten', async () => {
    const { kept: tables, passwords } = await open()
    const ada = makeMemberId(chance())
    await tables.change([passwords.setting(ada, await passwords.hash('a lamp in the garden', 'ada'))])
    await tables.change([passwords.forgetting(ada)])
    expect(passwords.has(ada)).toBe(false)
    expect(await passwords.fits(ada, 'a lamp in the garden', 'ada')).toBe(false)
  })
})

describe('[J6] a new password', () => {
  it.each([
    ['one of the first that are tried', 'Password1234'],
    ['one of the first, with spaces', 'correct horse battery staple'],
    ['one key', 'aaaaaaaaaaaaaaa'],
    ['two keys', 'abababababababab'],
    ['a row of digits', '45678901234567'],
    ['a row backwards', 'zyxwvutsrqponml'],
    ['the name and digits', 'ada-lovelace 1815'],
    ['the name again and again', 'Ada-LovelaceAda-Lovelace'],
  ])('is refused when it is %s', (_, password) => {
    expect(() => refuseWeakPassword(password, 'ada-lovelace')).toThrow(AccountRefusal)
  })

  it.each([
    'a lamp in the garden',
    'ada-lovelace wrote notes',
    'Wj8#kk2!pQ0z',
    'кот на крыше спит',
    '花が咲く庭のランプと猫の夢',
  ])('is taken when it is %j', (password) => {
    expect(() => refuseWeakPassword(password, 'ada-lovelace')).not.toThrow()
  })

  it('has from 12 to 256 characters', () => {
    const lengths = [11, 12, 256, 257].map((length) => {
      const password = 'lamp garden '.repeat(22).slice(0, length)
      return SignUp.safeParse({ account: 'ada', name: 'Ada', password }).success
    })
    expect(lengths).toEqual([false, true, true, false])
  })
})
