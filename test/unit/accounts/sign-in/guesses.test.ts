// Guessing is slowed down, and nobody is locked out of an account by strangers who guess at it.
import { beforeEach, describe, expect, it } from 'vitest'
import { createGuesses, type GuessLimit } from '../../../../server/accounts/sign-in/guess-limit.ts'
import { AccountRefusal } from '../../../../server/accounts/model/account-refusal.ts'
import { ManualClock } from '../accounts-in-memory.ts'

const HOUR_MS = 60 * 60_000
let clock: ManualClock
let guesses: GuessLimit

beforeEach(() => {
  clock = new ManualClock()
  guesses = createGuesses(clock)
})

/** How long somebody has to wait, in seconds; 0: they had their try, and it was wrong. */
function wrong(account: string, address: string, isKnown = false): number {
  try {
    guesses.begin(account, address, isKnown)
    return 0
  } catch (error) {
    if (!(error instanceof AccountRefusal)) throw error
    expect(error).toMatchObject({ kind: 'slow', message: expect.stringContaining('Try again in') })
    return error.retryAfterS ?? 0
  }
}

/** How many tries somebody gets in a time who tries again as soon as they may. */
function triesIn(ms: number, account: string, address: () => string): number {
  const end = clock.now() + ms
  let tries = 0
  while (clock.now() < end) {
    const waitS = wrong(account, address())
    if (waitS === 0) tries++
    else clock.pass(waitS * 1000)
  }
  return tries
}

describe('[J7] guessing', () => {
  it('lets five slips of the fingers pass, then waits that double up to a quarter of an hour', () => {
    for (let slip = 0; slip < 5; slip++) expect(wrong('ada', 'a')).toBe(0)
    const waits: number[] = []
    for (let more = 0; more < 11; more++) {
      const waitS = wrong('ada', 'a')
      waits.push(waitS)
      clock.pass(waitS * 1000)
      expect(wrong('ada', 'a')).toBe(0)
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
  })

  it('gives an address some hundred tries a day at one account', () => {
    const tries = triesIn(24 * HOUR_MS, 'ada', () => 'a')
    expect(tries).toBeGreaterThan(5)
    expect(tries).toBeLessThan(150)
  })

  it('counts an address over all accounts: a list of names with one password each is slow, too', () => {
    let account = 0
    const tries = triesIn(HOUR_MS, 'x', () => 'a')
    expect(tries).toBeLessThan(20)
    let names = 0
    const end = clock.now() + HOUR_MS
    while (clock.now() < end) {
      const waitS = wrong(`somebody-${account++}`, 'b')
      if (waitS === 0) names++
      else clock.pass(waitS * 1000)
    }
    expect(names).toBeLessThan(130)
  })

  it('counts an account over all addresses, gently: a try every few seconds, whoever makes it', () => {
    let address = 0
    const tries = triesIn(HOUR_MS, 'ada', () => `botnet-${address++}`)
    expect(tries).toBeGreaterThan(500)
    expect(tries).toBeLessThan(1000)
    wrong('ada', 'botnet')
    const waitS = wrong('ada', 'a phone in a train')
    expect(waitS).toBe(4)
    clock.pass(waitS * 1000)
    expect(wrong('ada', 'a phone in a train')).toBe(0)
  })

  it('does not hold up who is known, from where they are known, whatever strangers do', () => {
    guesses.begin('ada', 'home').right()
    let address = 0
    triesIn(HOUR_MS, 'ada', () => `botnet-${address++}`)
    for (let other = 0; other < 200; other++) wrong(`somebody-${other}`, 'home')
    for (let slip = 0; slip < 5; slip++) expect(wrong('ada', 'home')).toBe(0)
    expect(wrong('ada', 'home')).toBeGreaterThan(0)
    expect(wrong('bob', 'office', true)).toBe(0)
  })

  it('counts tries that are made at once, before any of them is known to be wrong', () => {
    const begun = Array.from({ length: 100 }, () => wrong('ada', 'a')).filter((waitS) => waitS === 0)
    expect(begun).toHaveLength(5)
  })

  it('forgets what was wrong once one is right, and what was never looked at', () => {
    for (let slip = 0; slip < 4; slip++) wrong('ada', 'a')
    guesses.begin('ada', 'a').right()
    for (let slip = 0; slip < 5; slip++) expect(wrong('ada', 'a')).toBe(0)
    for (let busy = 0; busy < 100; busy++) guesses.begin('bob', 'b').undone()
    for (let slip = 0; slip < 5; slip++) expect(wrong('bob', 'b')).toBe(0)
  })

  it('does not let a class wait in which each has three slips', () => {
    for (let pupil = 0; pupil < 30; pupil++) {
      for (let slip = 0; slip < 3; slip++) expect(wrong(`pupil-${pupil}`, 'school')).toBe(0)
      guesses.begin(`pupil-${pupil}`, 'school').right()
    }
  })

  it('forgets after an hour of quiet', () => {
    for (let slip = 0; slip < 8; slip++) wrong('ada', 'a')
    expect(wrong('ada', 'a')).toBeGreaterThan(0)
    clock.pass(HOUR_MS)
    for (let slip = 0; slip < 5; slip++) expect(wrong('ada', 'a')).toBe(0)
  })

  it('remembers a bounded number of names: of each kind the last ones', () => {
    for (let slip = 0; slip < 5; slip++) wrong('ada', 'a')
    const strangers = (from: number, to: number): void => {
      for (let name = from; name < to; name++) wrong(`name ${name}`, `address ${name}`)
    }
    strangers(0, 9_000)
    expect(wrong('ada', 'a')).toBeGreaterThan(0)
    strangers(9_000, 20_000)
    expect(wrong('ada', 'a')).toBe(0)
  })

  it('a wrong and a right try while the clock was ahead keep nobody out once it is back', () => {
    wrong('bob', '192.0.2.1')
    clock.time += 400 * 24 * HOUR_MS
    wrong('eve', '192.0.2.1')
    guesses.begin('ada', '192.0.2.1').right()
    clock.time -= 400 * 24 * HOUR_MS
    expect([wrong('ada', '192.0.2.1'), wrong('bob', '192.0.2.1'), wrong('cyd', '192.0.2.1')]).toEqual([
      0, 0, 0,
    ])
  })
})
